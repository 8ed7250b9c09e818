"""Telling people at the desk, by mail, what concerns them; each chooses of what.

What happened is written where it happens (``articles.models.Occasion``). The
worker finds out whom it concerns (``outbox.take``) and sends each of them a
message (``outbox.send_due``); its words are made as it leaves (``letters``).
"""
