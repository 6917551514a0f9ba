package io.novakms.journal;

import io.novakms.model.SecretHash;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Decides which life a node is in, once its journal was read. Safe for use by many threads. */
public interface LifeKeeper {
  /**
   * The journal under that secret was read, and is about to be used.
   *
   * @param former what it says of the life that wrote to it last; empty where it says nothing
   * @param isWhole whether nothing of it had to be cut
   * @param journal takes the life from now on, before anything else; as {@link LifeLog#append}
   */
  void begin(
      SecretHash secret,
      Optional<LifeMark> former,
      boolean isWhole,
      Function<LifeMark, CompletableFuture<Void>> journal);

  /** Sees to it that the journal says that this life goes on; called every second or so. */
  void goesOn();
}
