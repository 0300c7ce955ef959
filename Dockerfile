# One image for web, workers and beat; docker-compose.yml says which it is.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/runtime.txt
COPY . .
# Static files and catalogues need settings but no secret: the values live for this line only.
RUN IECSITE_ENV=production SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost SITE_URL=https://localhost \
    TICKET_SECRET=only-while-building DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    EMAIL_HOST=localhost STATIC_ROOT=/app/staticfiles \
    sh -c "/venv/bin/python manage.py catalogue --compile && /venv/bin/python manage.py collectstatic --noinput"

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 iec && mkdir -p /data/files /data/public && chown -R iec /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# The manifest of every public round names the commit that draws; the image has no .git to ask.
ARG IECSITE_COMMIT=""
ENV IECSITE_COMMIT=$IECSITE_COMMIT
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 IECSITE_ENV=production STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/data/files PUBLIC_DIR=/data/public IECSITE_LOCAL=/data
USER iec
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--backlog", "1024", "iecsite.wsgi:application"]
