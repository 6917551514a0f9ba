// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title What NovaAppRegistry tells an app's own contract
/// @notice NovaAppRegistry calls these two whenever an instance of the app becomes ACTIVE, and
/// whenever it no longer is.
interface IOperatorList {
    /// @notice `operator`, the wallet of instance `instanceId`, now runs app `appId`.
    function addOperator(address operator, uint256 appId, uint256 versionId, uint256 instanceId) external;

    /// @notice `operator`, the wallet of instance `instanceId`, no longer runs app `appId`.
    function removeOperator(address operator, uint256 appId, uint256 versionId, uint256 instanceId) external;
}
