"""What the REST API answers: the fields of each resource, in order."""
