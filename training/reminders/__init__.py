"""What people are told without anything having happened: before an event, and after it."""
