"""Diaries: calendar files that go with messages, and feeds that a calendar program reads."""
