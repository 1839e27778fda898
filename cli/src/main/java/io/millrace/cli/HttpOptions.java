package io.millrace.cli;

import io.millrace.dispatcher.web.WebSettings;
import picocli.CommandLine.Option;

/** Where a process without a page answers machines. */
final class HttpOptions {

  @Option(
      names = "--host",
      defaultValue = WebSettings.DEFAULT_HOST,
      description =
          "Interface of /metrics, /livez and /readyz (default: ${DEFAULT-VALUE}, this machine only; there is no login).")
  private String host = WebSettings.DEFAULT_HOST;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port of /metrics, /livez and /readyz (default: any free one, which it tells).")
  private int port;

  WebSettings settings() {
    return new WebSettings(host, port);
  }
}
