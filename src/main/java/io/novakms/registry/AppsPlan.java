package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.CallResults;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.ReadPlan;
import io.novakms.registry.rpc.UnreadableException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What it takes to know which apps the registry has, whatever their status. */
final class AppsPlan implements ReadPlan {
  private final AppRegistryContract contract;
  private final Set<AppId> apps;

  AppsPlan(AppRegistryContract contract, Set<AppId> apps) {
    this.contract = contract;
    this.apps = apps;
  }

  @Override
  public Set<ContractRead> needed(CallResults known) {
    Set<ContractRead> needed = new LinkedHashSet<>();
    apps.forEach(app -> needed.add(contract.getApp(app)));
    return needed;
  }

  /** Whether the registry has each app; an app is missing where that was not answered. */
  Map<AppId, Boolean> judge(CallResults answers) {
    Map<AppId, Boolean> judged = new HashMap<>();
    for (AppId app : apps) {
      ContractRead read = contract.getApp(app);
      try {
        // Some registries revert for an app that they don't have, others give one with the id 0.
        judged.put(
            app,
            !answers.isRefused(read)
                && answers.decode(read, AppRecord::translate).id().equals(app));
      } catch (UnreadableException e) {
        // Unknown.
      }
    }
    return judged;
  }
}
