package io.millrace.dispatcher.web;

import io.millrace.dispatcher.results.Released;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DecisionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Hands results and decisions to all who follow them, and keeps the latest one of each camera.
 *
 * <p>Safe for use by many threads; {@link #publish} never waits for a client.
 */
final class ResultFeed {

  /** Most clients that follow at a time (256). */
  static final int MOST_CLIENTS = 256;

  private final Map<CameraId, ResultMessage> latest = new ConcurrentSkipListMap<>();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();

  void publish(Released released) {
    ResultMessage message = new ResultMessage(released);
    latest.merge(message.frame().camera(), message, (before, next) -> next.late() ? before : next);
    offer(message);
  }

  void publish(DecisionSpec decision) {
    offer(DecisionMessage.of(decision));
  }

  private void offer(Message message) {
    clients.forEach(client -> client.offer(message));
  }

  Optional<ResultMessage> latest(CameraId camera) {
    return Optional.ofNullable(latest.get(camera));
  }

  /** The latest result of every camera, by camera. */
  List<ResultMessage> latest() {
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
