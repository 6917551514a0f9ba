// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AppRegistryBase} from "./AppRegistryBase.sol";

/// @title A newer registry: lists its active instances, and apps have a wallet
/// @notice Answers for what it does not know with a record of id 0.
contract NovaAppRegistry is AppRegistryBase {
    function getApp(uint256 appId) external view returns (AppRecord memory) {
        return _app(appId);
    }

    function getActiveInstances(uint256 appId) external view returns (address[] memory wallets) {
        uint256[] storage active = _activeInstances[appId];
        wallets = new address[](active.length);
        for (uint256 i = 0; i < wallets.length; i++) {
            wallets[i] = _instances[active[i]].teeWalletAddress;
        }
    }

    function getVersion(uint256 appId, uint256 versionId) external view override returns (Version memory) {
        return _versions[appId][versionId];
    }

    function getInstanceByWallet(address wallet) external view override returns (Instance memory) {
        return _instances[_instanceOfWallet[wallet]];
    }
}
