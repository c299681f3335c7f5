"""How likely are talks between two parties within so many days, judged from their event history?"""
