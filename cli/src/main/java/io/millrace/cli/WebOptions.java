package io.millrace.cli;

import io.millrace.dispatcher.web.WebSettings;
import picocli.CommandLine.Option;

/** Where the page answers. */
final class WebOptions {

  @Option(
      names = "--host",
      defaultValue = WebSettings.DEFAULT_HOST,
      description =
          "Interface of the page (default: ${DEFAULT-VALUE}, this machine only; there is no login).")
  private String host = WebSettings.DEFAULT_HOST;

  @Option(
      names = "--port",
      defaultValue = "" + WebSettings.DEFAULT_PORT,
      description = "Port of the page, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  WebSettings settings() {
    return new WebSettings(host, port);
  }
}
