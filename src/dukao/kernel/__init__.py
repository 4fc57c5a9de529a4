"""What every room of the house stands on: no models of the business, no pages, no domain rules."""
