"""The quieter clocks: duties that documents, plans and the calendar open, judged as the hour windows are."""
