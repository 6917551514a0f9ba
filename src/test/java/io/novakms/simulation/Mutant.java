package io.novakms.simulation;

import java.util.List;

/**
 * A deliberate fault of the node: a text of its source, and what to put in its place. The
 * simulation has to find each.
 *
 * @param name what is wrong with it
 * @param file where, below {@code src/main/java/io/novakms}
 * @param original the text, which is there once
 * @param mutated what is in its place
 */
record Mutant(String name, String file, String original, String mutated) {
  /** All of them. */
  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "a delta is acknowledged and not stored",
            "sync/DeltaHandler.java",
            "intake.take(request.secret(), delta.data(), request.caller());",
            "new MergeStats();"),
        new Mutant(
            "the cursor moves after a failed push",
            "sync/push/PeerReplicator.java",
            "BatchPush done = ended();\n    if (why.kind()",
            "BatchPush done = ended();\n    position = done.end();\n    if (why.kind()"),
        new Mutant(
            "the cursor jumps over what did not fit into the batch",
            "sync/push/BatchPush.java",
            "end = batch.more() ? batch.position() : Math.max(batch.position(), head);",
            "end = head;"),
        new Mutant(
            "a restart of a peer is not noticed",
            "sync/push/RestartDetector.java",
            "    return another;",
            "    return false;"),
        new Mutant(
            "of two concurrent records the smaller wins",
            "store/Merge.java",
            "DataRecord.BY_CONTENT.compare(incoming, existing) > 0",
            "DataRecord.BY_CONTENT.compare(incoming, existing) < 0"),
        new Mutant(
            "a record that comes before replaces",
            "store/Merge.java",
            ": new Merge(MergeOutcome.IGNORED_EXISTING_NEWER_VERSION, existing);",
            ": new Merge(MergeOutcome.REPLACED_BY_VERSION, incoming);"),
        new Mutant(
            "of two concurrent records the existing one wins",
            "store/Merge.java",
            "DataRecord.BY_CONTENT.compare(incoming, existing) > 0",
            "false"),
        new Mutant(
            "counters start from one after a restart",
            "store/LocalWriteClock.java",
            "seen.raised(self, Math.max(nowMs, DataRecord.saturatedSum(known, 1)))",
            "seen.raised(self, DataRecord.saturatedSum(known, 1))"),
        new Mutant(
            "time runs against causality",
            "store/LocalWriteClock.java",
            "return Math.max(nowMs, DataRecord.saturatedSum(last, 1));",
            "return nowMs;"),
        new Mutant(
            "a tombstone is forgotten at once",
            "store/Expiry.java",
            "isOver(tombstone, nowMs) && feed.isAcknowledged(tombstone) ? tombstone : null;",
            "tombstone;"),
        new Mutant(
            "a tombstone is forgotten before every member has acknowledged it",
            "store/Expiry.java",
            "isOver(tombstone, nowMs) && feed.isAcknowledged(tombstone) ?",
            "isOver(tombstone, nowMs) ?"),
        new Mutant(
            "a deletion is not passed on",
            "store/Namespace.java",
            "store(entries.get(key), tombstone, null, forgetMs, log);\n"
                + "      return Optional.of(tombstone);",
            "forget(entries.get(key));\n      return Optional.of(tombstone);"),
        new Mutant(
            "what replaces a record is not passed on",
            "store/Namespace.java",
            "if (follows || !over || feed.isAnyMemberBehind()) {",
            "if (previous == null) {"),
        new Mutant(
            "a lease never runs out",
            "node/Gate.java",
            "leaseLeft(open).toNanos() <= 0",
            "leaseLeft(open).toNanos() < 0"),
        new Mutant(
            "a lease is longer than the settings say",
            "node/NodeTick.java",
            "boolean open = gate.open(secret, start + rest.toNanos());",
            "boolean open = gate.open(secret, start + 3 * rest.toNanos());"),
        new Mutant(
            "a doubt renews the lease",
            "node/Gate.java",
            "open.leaseEnd(),\n"
                + "                      new Unavailable(reason, detail, clock.instant()))",
            "ticker.nanos() + 60_000_000_000L,\n"
                + "                      new Unavailable(reason, detail, clock.instant()))"),
        new Mutant(
            "a member whose record is unknown is taken for none",
            "registry/SnapshotAssembler.java",
            "(why.isUnanswered() ? unknown : unreadable).put(wallet, why.getMessage());",
            "if (!why.isUnanswered()) {\n"
                + "        unreadable.put(wallet, why.getMessage());\n"
                + "      }"),
        new Mutant(
            "an unknown hash is taken for none",
            "registry/SnapshotAssembler.java",
            "return decoded(answers);\n    } catch (UnreadableException e) {\n      throw new",
            "return decoded(answers);\n    } catch (UnreadableException e) {\n"
                + "      if (e != null) {\n        return Optional.empty();\n      }\n"
                + "      throw new"),
        new Mutant(
            "the hash of the chain is not compared",
            "secret/MasterSecretHolder.java",
            ".filter(h -> h.secret() != null && h.secret().hash().equals(onChain))",
            ".filter(h -> h.secret() != null)"),
        new Mutant(
            "a permit is not given back",
            "model/Permits.java",
            "      if (next == null) {\n        free++;\n      }",
            "      if (next == null) {\n        free += 0;\n      }"),
        new Mutant(
            "all apps have the same keys",
            "http/api/DeriveResource.java",
            "request.secret().keys().derive(app,",
            "request.secret().keys().derive(AppId.of(7),"),
        new Mutant(
            "a clock that is a little off closes the gate",
            "node/ClockSkewMonitor.java",
            "this.maxMs = Math.max(max.toMillis(), LEAST_MS);",
            "this.maxMs = 1;"),
        new Mutant(
            "values expire by themselves",
            "store/DataRecord.java",
            "return !isTombstone() && nowMs <= expiresAtMs();",
            "return !isTombstone() && nowMs <= updatedAtMs + 60_000;"),
        new Mutant(
            "acknowledgements of lives that are over count",
            "sync/quorum/CrashConsistentQuorum.java",
            "isWithoutLife(statement) || !isOver(heard, statement)",
            "isWithoutLife(statement) || heard != null"),
        new Mutant(
            "a majority is one member less",
            "sync/quorum/Majority.java",
            "return members / 2 + 1;",
            "return Math.max(1, members / 2);"),
        new Mutant(
            "a write is answered once it is stored here",
            "sync/push/PendingWrite.java",
            "if (concern == WriteConcern.LOCAL) {",
            "if (concern != null) {"),
        new Mutant(
            "what a peer acknowledged before it restarted counts",
            "sync/push/PendingWrite.java",
            ".filter(ack -> ack.memory() == memories.of(ack.said().member()))",
            ".filter(ack -> ack.memory() >= 0)"),
        new Mutant(
            "records are acknowledged before they are on the disk",
            "sync/RecordIntake.java",
            "    durable.run();\n" + "    return batch.stats;",
            "    return batch.stats;"),
        new Mutant(
            "a write is answered before it is on the disk",
            "http/api/AppData.java",
            "    log.awaitDurable();\n"
                + "    return Json.tree(\n"
                + "        new DataWriteResponse(",
            "    return Json.tree(\n" + "        new DataWriteResponse("),
        new Mutant(
            "the journal does not sync",
            "journal/BatchWriter.java",
            "    segment.file().sync();\n" + "",
            ""),
        new Mutant(
            "a lease runs on the wall clock",
            "node/Gate.java",
            "    this.ticker = ticker;",
            "    long base = ticker.nanos() - clock.millis() * 1_000_000;\n"
                + "    this.ticker = () -> base + clock.millis() * 1_000_000;"),
        new Mutant(
            "a secret is adopted before it is compared with the chain's hash",
            "secret/SecretFetch.java",
            "if (answer.candidate().hash().equals(wanted)) {",
            "if (answer.candidate() != null) {"),
        new Mutant(
            "a registered app whose record is unknown is refused",
            "registry/CallerPlan.java",
            "      if (e.isUnanswered()) {",
            "      if (e.isUnanswered() && e.getMessage() == null) {"),
        new Mutant(
            "apps have no quota",
            "store/Namespace.java",
            "return growth > 0 && bytes + growth > most;",
            "return growth > most;"),
        new Mutant(
            "a refusal is not audited",
            "http/guard/RequestAudit.java",
            "if (written && log.isOn()) {",
            "if (written && log.isOn() && outcome == Outcome.OK) {"),
        new Mutant(
            "the memory of a request is not given back",
            "http/guard/MemoryBudget.java",
            "        leave(owners, held);\n" + "      }\n" + "    }",
            "        leave(owners, 0);\n" + "      }\n" + "    }"),
        new Mutant(
            "requests under way are not counted down",
            "node/Gate.java",
            "return new GatePermit(serving().secret(), requests::leave);",
            "return new GatePermit(serving().secret(), () -> {});"),
        new Mutant(
            "a repair takes different digests for equal",
            "sync/repair/RepairHandler.java",
            "if (Ranges.total(digest) != asked.digest().orElseThrow().first()) {",
            "if (Ranges.total(digest) == 0 && asked.digest().orElseThrow().first() != 0) {"),
        new Mutant(
            "what is unknown is taken for absent",
            "sync/quorum/AbsenceQuorum.java",
            "return vouchers(self, answers).size() >= members.size();",
            "return members.size() > 0;"),
        new Mutant(
            "a node vouches before it has recovered",
            "sync/quorum/Vouching.java",
            "    vouches = false;\n" + "    created = false;",
            "    vouches = true;\n" + "    created = false;"),
        new Mutant(
            "a node recovers from one member less",
            "sync/quorum/Majority.java",
            "return members - size() + 1;",
            "return Math.max(1, members - size());"));
  }
}
