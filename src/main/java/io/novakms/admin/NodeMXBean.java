package io.novakms.admin;

/**
 * This node, as a JMX console sees it: {@code io.novakms:type=Node}. Every attribute is read from
 * memory. Every operation is bounded in time, is an event in the audit log, and says in plain words
 * what went wrong, as an {@link IllegalArgumentException} or {@link IllegalStateException}.
 *
 * <p>Times are ISO 8601 in UTC. What is not known is null.
 */
@Described("A node of the Nova KMS")
public interface NodeMXBean {
  /** Whether the gate is open. */
  @Described("Whether this node serves apps: whether its gate is open")
  boolean isServing();

  /** Why it is closed. */
  @Described("Why the gate is closed, as a code; null where it is open")
  String getReason();

  /** What exactly was seen. */
  @Described("What exactly was seen, where the gate is closed; null where it is open")
  String getReasonDetail();

  /** Since when it is so. */
  @Described("Since when the gate is open, or closed for this reason")
  String getSince();

  /** What is left of the lease. */
  @Described("In how many seconds an open gate closes unless a tick renews it; null where closed")
  Double getLeaseLeftSeconds();

  /** Whether an operator drained it. */
  @Described("Whether an operator drained this node, be there another reason to be closed or not")
  boolean isDrained();

  /** Its wallet. */
  @Described("The wallet of this node; null until its TEE told it")
  String getWallet();

  /** Where it listens. */
  @Described("Where this node listens, as set or as registered")
  String getUrl();

  /** What runs. */
  @Described("The version of the build")
  String getVersion();

  /** Which life of its memory this is. */
  @Described("Changes with each start of this node")
  String getBootEpoch();

  /** Where the master secret came from. */
  @Described(
      "Where the master secret came from: uninitialized, generated, seeded, synced or recovered")
  String getSecretState();

  /** Who gave the master secret. */
  @Described("The wallet of the node that gave the master secret; null where none did")
  String getSecretSyncedFrom();

  /** What custodians need. */
  @Described("The custody file, which is public; null where there is none (yet)")
  String getCustodyFile();

  /** The block that was read. */
  @Described("The height of the block that the membership was last read at")
  Long getChainBlock();

  /** When that block was made. */
  @Described("When that block was made, by its maker's clock")
  String getChainBlockTime();

  /** How long ago the chain was read. */
  @Described("How many seconds ago the chain was last read")
  Double getChainReadAgeSeconds();

  /** Whether ticks come to an end. */
  @Described("Whether ticks still come to an end; false: restart the process")
  boolean isHeartAlive();

  /** The latest tick. */
  @Described("The latest tick that came to an end")
  TickData getLastTick();

  /** The latest ticks. */
  @Described("The latest ticks that came to an end, oldest first")
  TickData[] getTicks();

  /** The other nodes. */
  @Described("The other nodes: how they were last reached, and how far the pushes to them came")
  PeerData[] getPeers();

  /** Listed instances that are no peers. */
  @Described("Listed instances that this node does not talk to, each with the reason")
  String[] getRejectedInstances();

  /** Whether it vouches. */
  @Described(
      "Whether this node vouches that what it does not have was not written; 404 needs a majority")
  boolean isVouching();

  /** The members that are to be accounted for. */
  @Described("The wallets of the members that this node waits for before it vouches")
  String[] getAwaitedMembers();

  /** What an operator said. */
  @Described("The wallets of the members of which an operator said that what they held is lost")
  String[] getLostMembers();

  /** What is stored. */
  @Described("What this node stores")
  StoreData getStore();

  /** What is on its disk. */
  @Described("The journal: off, not_open, open, full, no_segment or failed; its size and its lag")
  JournalData getJournal();

  /** The limits that are set. */
  @Described("The limits that are set")
  LimitsData getLimits();

  /** Starts a tick. */
  @Described("Starts a tick at once; false where one is running already")
  boolean tickNow();

  /** Pushes what is pending. */
  @Described(
      "Pushes all pending changes to all other nodes at once, whatever their back-off, and waits"
          + " up to 30 seconds for them")
  DeliveryData pushNow();

  /** Takes a peer's data. */
  @Described(
      "Asks one other node for everything it has, for up to 60 seconds, and merges it; where that"
          + " is not enough, call it again and it goes on")
  PullData pullSnapshot(
      @Described(name = "wallet", value = "The wallet of the other node: 0x and 40 hex digits")
          String wallet);

  /** Writes a backup. */
  @Described(
      "Writes everything that this node stores to a sealed file in KMS_DATA_DIR, for up to 5"
          + " minutes, and says which")
  BackupData backup();

  /** Merges a backup. */
  @Described(
      "Merges a backup, for up to 5 minutes; what is newer stays as it is. A damaged one is refused"
          + " as a whole")
  RestoreData restore(
      @Described(name = "file", value = "The name of the file in KMS_DATA_DIR") String file);

  /** The operator's word. */
  @Described(
      "Says that what other members held, and no member that answers holds, is lost: this node then"
          + " waits for them no more before it vouches, or opens. Counts until it restarts. Answers"
          + " for which members it still waits")
  String[] declareLost(
      @Described(
              name = "wallets",
              value = "The wallets of the members, with commas; or 'awaited': all it waits for")
          String wallets);

  /** Closes the gate. */
  @Described(
      "Closes the gate for apps until resume or a restart, waits until their requests have ended,"
          + " and pushes all pending changes")
  DeliveryData drain(
      @Described(name = "seconds", value = "How long that may take: 0 to 300") int seconds);

  /** Opens it again. */
  @Described("Undoes drain, and starts a tick; true where the gate is open now")
  boolean resume();
}
