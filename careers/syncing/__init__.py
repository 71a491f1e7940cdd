"""What another job board hires for, taken over: its posts are read, linked to roles and followed by vacancies."""
