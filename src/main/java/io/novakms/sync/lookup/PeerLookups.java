package io.novakms.sync.lookup;

import io.novakms.model.Ticker;
import io.novakms.sync.message.LookupRequest;
import io.novakms.sync.message.LookupRequest.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The questions for one peer. One request is under way at a time; what arrives meanwhile goes with
 * the next. A peer that failed is waited for no more until it answers again: it is asked once in
 * {@link #RETRY}. Not thread-safe: {@link AbsentReads} guards it.
 */
final class PeerLookups {
  /** How soon a peer that failed is asked again. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /** How long the keys of a request are together, at most, where there is more than one. */
  private static final int MOST_CHARS = 1 << 16;

  private final Ticker ticker;
  private final Deque<Question> waiting = new ArrayDeque<>();
  private boolean isAsked;
  private boolean isFailing;
  private long retryAt;

  /** The questions of one request, by what they ask for. */
  record Batch(Map<Place, List<Question>> questions) {
    List<Place> places() {
      return List.copyOf(questions.keySet());
    }

    List<Question> all() {
      return questions.values().stream().flatMap(Collection::stream).toList();
    }
  }

  PeerLookups(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Takes a question; returns whether the peer's answer is worth waiting for. */
  boolean add(Question question) {
    boolean mayAsk = !isFailing || !isAsked && ticker.nanos() - retryAt >= 0;
    if (mayAsk) {
      waiting.add(question);
    }
    return !isFailing;
  }

  /** What to ask next; an empty batch where nothing is, or a request is under way. */
  Batch next() {
    Map<Place, List<Question>> batch = new LinkedHashMap<>();
    // A peer that failed is asked all the same, to find out whether it answers again.
    waiting.removeIf(question -> !isFailing && question.result().isDone());
    if (isAsked || waiting.isEmpty()) {
      return new Batch(batch);
    }
    long chars = 0;
    Question first = waiting.element();
    for (Iterator<Question> all = waiting.iterator(); all.hasNext(); ) {
      Question question = all.next();
      boolean isKnown = batch.containsKey(question.place());
      chars += isKnown ? 0 : question.place().key().length();
      boolean fits = batch.size() < LookupRequest.MOST_KEYS && chars <= MOST_CHARS;
      if (!isKnown && !fits && !batch.isEmpty()) {
        break;
      }
      if (question.secret().hash().equals(first.secret().hash())) {
        batch.computeIfAbsent(question.place(), none -> new ArrayList<>()).add(question);
        all.remove();
      }
    }
    isAsked = true;
    return new Batch(batch);
  }

  /** The request was answered; {@code rest} of its questions are to be asked again. */
  void answered(List<Question> rest) {
    isAsked = false;
    isFailing = false;
    for (int i = rest.size() - 1; i >= 0; i--) {
      waiting.addFirst(rest.get(i));
    }
  }

  /** The request failed; returns the questions that waited for the next one. */
  List<Question> failed() {
    isAsked = false;
    isFailing = true;
    retryAt = ticker.nanos() + RETRY.toNanos();
    List<Question> given = List.copyOf(waiting);
    waiting.clear();
    return given;
  }
}
