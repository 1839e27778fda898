package io.millrace.dispatcher.web;

import io.millrace.dispatcher.results.Released;
import io.millrace.topics.record.CameraId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Hands results to all who follow them, and keeps the latest one of each camera.
 *
 * <p>Safe for use by many threads; {@link #publish} never waits for a client.
 */
final class ResultFeed {

  /** Most clients that follow at a time (256). */
  static final int MOST_CLIENTS = 256;

  private final Map<CameraId, Message> latest = new ConcurrentSkipListMap<>();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();

  void publish(Released released) {
    Message message = new Message(released);
    latest.merge(message.frame().camera(), message, (before, next) -> next.late() ? before : next);
    clients.forEach(client -> client.offer(message));
  }

  Optional<Message> latest(CameraId camera) {
    return Optional.ofNullable(latest.get(camera));
  }

  /** The latest result of every camera, by camera. */
  List<Message> latest() {
    return List.copyOf(latest.values());
  }

  void forget(CameraId camera) {
    latest.remove(camera);
  }

  /** Adds a client, unless there are too many. */
  boolean join(Client client) {
    if (clients.size() >= MOST_CLIENTS) {
      return false;
    }
    return clients.add(client);
  }

  void leave(Client client) {
    clients.remove(client);
    client.close();
  }

  void heartbeat() {
    clients.forEach(Client::heartbeat);
  }

  int clients() {
    return clients.size();
  }
}
