# The site in a container: `docker build -t creneau .`; compose.yaml starts it with its database and its worker.
FROM python:3.13-slim

# pg_dump, pg_restore and psql for `manage.py backup` and `restore`.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

ENV DJANGO_SETTINGS_MODULE=site_core.settings.production \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/creneau \
    PORT=8000

WORKDIR /srv/creneau
COPY requirements-s3.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-s3.txt
COPY . ./

# Compressed, with names that change when they change. They need no secret: those of this one command are not real.
RUN SECRET_KEY=0123456789012345678901234567890123456789-only-for-this-command \
    NOTES_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    JWT_KEY=0123456789012345678901234567890123456789-only-for-this-command \
    ALLOWED_HOSTS=localhost BASE_URL=https://localhost DEFAULT_FROM_EMAIL=nobody@localhost.localdomain \
    VAR_DIR=/tmp/build python manage.py collectstatic --no-input \
    && rm -rf /tmp/build \
    && useradd --system --home-dir /var/lib/creneau --create-home creneau

USER creneau
VOLUME /var/lib/creneau
EXPOSE 8000
# Asked under the site's own name: it answers to no other.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-m", "site_core.well"]
CMD ["gunicorn", "--config", "site_core/gunicorn.py", "site_core.wsgi"]
