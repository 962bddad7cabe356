"""What programs ask of the site: schemas and routes only. Rules live below."""
