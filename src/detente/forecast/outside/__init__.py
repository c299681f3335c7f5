"""The outside view: what became of cases like this one, before anybody looked at this one."""
