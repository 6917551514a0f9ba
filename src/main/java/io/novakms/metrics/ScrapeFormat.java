package io.novakms.metrics;

/** The formats of a scrape. */
public enum ScrapeFormat {
  /** Prometheus' text format. */
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  ScrapeFormat(String contentType) {
    this.contentType = contentType;
  }

  /** The media type, as HTTP has it. */
  public String contentType() {
    return contentType;
  }
}
