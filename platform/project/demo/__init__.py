"""The demonstration: six towns, invented people, a reminder run and an exchange run. Sample data only."""
