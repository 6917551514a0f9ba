package io.novakms.registry.rpc;

import io.novakms.registry.rpc.JsonRpc.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks again at once for what a batch left unanswered: as many calls as the provider answered the
 * last time, more where it answered all, fewer where it answered none, and in the end each alone.
 * So a provider that limits batches, or has a replica that lacks a block, is asked until it has
 * answered every call, and a call that it can't answer is given up after a few requests.
 */
public final class BatchRetry {
  /** Requests that bring nothing, one after the other, until the rest is given up. */
  private static final int IN_VAIN = 3;

  /** Requests of one round, whatever they bring. */
  private static final int MOST = 64;

  private static final int PART = 4;

  private final JsonRpc rpc;
  private final List<RetryableCall> questions;
  private final RetryDeadline patience;
  private final List<RpcResponse> answers = new ArrayList<>();
  private final List<Integer> open = new ArrayList<>();
  private int requests;

  private BatchRetry(JsonRpc rpc, List<RetryableCall> questions, RetryDeadline patience) {
    this.rpc = rpc;
    this.questions = questions;
    this.patience = patience;
  }

  /**
   * The answers to all {@code questions}, in their order, and how many requests they took. One that
   * stayed without an answer has what came in place of it.
   *
   * @throws ChainException where the provider does not answer at all
   */
  public static Batch ask(JsonRpc rpc, List<RetryableCall> questions, RetryDeadline patience) {
    return new BatchRetry(rpc, questions, patience).ask();
  }

  private Batch ask() {
    Batch first = first(questions.stream().map(RetryableCall::call).toList());
    requests += first.requests();
    answers.addAll(first.answers());
    for (int i = 0; i < questions.size(); i++) {
      if (!isAnswered(i)) {
        open.add(i);
      }
    }
    again(part(questions.size(), questions.size() - open.size()));
    return new Batch(answers, requests);
  }

  /** The whole batch; once more where the provider failed in a way that may be over by then. */
  private Batch first(List<RpcCall> calls) {
    try {
      return rpc.call(calls);
    } catch (ChainException e) {
      if (!JsonRpc.mayPass(e) || patience.isOver()) {
        throw e;
      }
      requests++;
      return rpc.call(calls);
    }
  }

  private void again(int firstSize) {
    int size = firstSize;
    int inVain = 0;
    while (!open.isEmpty() && inVain < IN_VAIN && requests < MOST && !patience.isOver()) {
      List<Integer> some = List.copyOf(open.subList(0, Math.min(size, open.size())));
      int answered = again(some);
      inVain = answered == 0 ? inVain + 1 : 0;
      size = answered == some.size() ? size * PART : part(some.size(), answered);
      // The calls after them may be answered.
      List<Integer> unanswered = some.stream().filter(open::contains).toList();
      open.removeAll(unanswered);
      open.addAll(unanswered);
    }
  }

  /** Asks {@code some} again; how many of them were answered. */
  private int again(List<Integer> some) {
    Batch batch;
    try {
      batch = rpc.call(some.stream().map(i -> questions.get(i).call()).toList());
    } catch (ChainException e) {
      // The answers so far are kept.
      requests++;
      return 0;
    }
    requests += batch.requests();
    int before = open.size();
    for (int i = 0; i < some.size(); i++) {
      int place = some.get(i);
      answers.set(place, batch.answers().get(i));
      if (isAnswered(place)) {
        open.remove((Integer) place);
      }
    }
    return before - open.size();
  }

  private boolean isAnswered(int place) {
    return questions.get(place).isAnswer().test(answers.get(place));
  }

  private static int part(int asked, int answered) {
    return answered > 0 ? answered : Math.max(1, asked / PART);
  }
}
