"""Tests that open the page in a browser.

A package, so that the browser's fixture lives exactly as long as these tests: Playwright leaves an
event loop running in the thread, and later tests with a loop of their own would trip over it.
"""
