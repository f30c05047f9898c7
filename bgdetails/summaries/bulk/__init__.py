"""Summaries of many subjects through the Message Batches API: planned, sent, kept while under way, checked."""
