// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AppRegistryBase} from "./AppRegistryBase.sol";

/// @title An older registry: no list of active instances, and apps have no wallet
/// @notice Reverts for what it does not know.
contract LegacyNovaAppRegistry is AppRegistryBase {
    /// @notice An app as older registries have it.
    struct LegacyApp {
        uint256 id;
        address owner;
        bytes32 teeArch;
        address dappContract;
        string metadataUri;
        uint256 latestVersionId;
        uint256 createdAt;
        uint8 status;
    }

    function getApp(uint256 appId) external view returns (LegacyApp memory) {
        AppRecord storage app = _app(appId);
        return LegacyApp(
            app.id,
            app.owner,
            app.teeArch,
            app.dappContract,
            app.metadataUri,
            app.latestVersionId,
            app.createdAt,
            app.status
        );
    }

    function getVersion(uint256 appId, uint256 versionId) external view override returns (Version memory) {
        return _version(appId, versionId);
    }

    function getInstanceByWallet(address wallet) external view override returns (Instance memory) {
        uint256 instanceId = _instanceOfWallet[wallet];
        if (instanceId == 0) revert InstanceNotFound();
        return _instances[instanceId];
    }
}
