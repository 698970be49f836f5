"""The `storyscope` command."""
