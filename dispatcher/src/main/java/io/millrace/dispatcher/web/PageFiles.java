package io.millrace.dispatcher.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * The page's files, held in memory under the paths that they are served at.
 *
 * <p>Only what is listed here can be asked for: each file has a route, and no path is put together
 * from a request, so that there is no way out of the page's folder. A browser asks again each time
 * and gets the file only when it changed.
 */
final class PageFiles {

  private static final String FOLDER = "/io/millrace/dispatcher/page/";

  /** The page's own files; {@code index.html} is served at {@code /}. */
  private static final List<String> FILES =
      List.of(
          "index.html",
          "style.css",
          "icon.svg",
          "main.js",
          "api.js",
          "format.js",
          "overlay.js",
          "cameras.js",
          "stages.js",
          "tabs.js",
          "planner.js",
          "matrix.js",
          "decisions.js",
          "carbon.js",
          "account.js",
          "charts.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private record Served(String type, String tag, Buffer plain, Buffer zipped) {}

  private final Map<String, Served> byPath;

  private PageFiles(Map<String, Served> byPath) {
    this.byPath = Map.copyOf(byPath);
  }

  /**
   * Reads all files from the class path.
   *
   * @throws WebException if one is missing
   */
  static PageFiles load() {
    Map<String, Served> files = new HashMap<>();
    for (String name : FILES) {
      Served file = served(name, read(FOLDER + name));
      files.put("/" + name, file);
      if (name.equals("index.html")) {
        files.put("/", file);
      }
    }
    String chart = "/META-INF/resources/webjars/chart.js/" + chartVersion() + "/dist/chart.umd.js";
    files.put("/webjars/chart.js/chart.umd.js", served("chart.umd.js", read(chart)));
    return new PageFiles(files);
  }

  void mount(Router router) {
    byPath.forEach(
        (path, file) ->
            router
                .route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> answer(context, file)));
  }

  private static void answer(RoutingContext context, Served file) {
    HttpServerResponse response =
        context
            .response()
            .putHeader("etag", file.tag())
            .putHeader("cache-control", "no-cache")
            .putHeader("vary", "accept-encoding");
    if (file.tag().equals(context.request().getHeader("if-none-match"))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader("content-type", file.type());
    String accepted = context.request().getHeader("accept-encoding");
    if (accepted != null && accepted.contains("gzip")) {
      response.putHeader("content-encoding", "gzip").end(file.zipped());
    } else {
      response.end(file.plain());
    }
  }

  private static String chartVersion() {
    Properties properties = new Properties();
    String path = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    try (InputStream in = PageFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw missing(path);
      }
      properties.load(in);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] read(String path) {
    try (InputStream in = PageFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw missing(path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static Served served(String name, byte[] bytes) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    if (type.isEmpty()) {
      throw new IllegalStateException("The media type of the page's file " + name + " is unknown.");
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
    return new Served(type, tag(bytes), Buffer.buffer(bytes), Buffer.buffer(zipped.toByteArray()));
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static WebException missing(String path) {
    return new WebException(
        WebException.Reason.PAGE,
        "The page's file %s is not on the class path.%nBuild again with mvn clean package."
            .formatted(path));
  }

  private static WebException unreadable(String path, IOException e) {
    return new WebException(
        WebException.Reason.PAGE,
        "The page's file %s cannot be read.%nBuild again with mvn clean package.".formatted(path),
        e);
  }
}
