"""What each person sees first: put together from the rooms below, nothing of its own is stored."""
