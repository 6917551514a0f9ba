// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @dev The first value of each of NovaAppRegistry's status enums. Statuses are read as plain
/// numbers, so that a value this contract does not know means "no" instead of failing to decode.
uint8 constant INSTANCE_ACTIVE = 0;
uint8 constant VERSION_ENROLLED = 0;

/// @title What KMSRegistry reads from NovaAppRegistry
/// @notice NovaAppRegistry is the one source of membership and of permission. It is another
/// project's contract behind a proxy; the shapes below are its, field by field.
interface INovaAppRegistry {
    /// @notice A build of an app that may run.
    struct Version {
        uint256 id;
        string versionName;
        bytes32 codeMeasurement;
        string imageUri;
        string auditUrl;
        string auditHash;
        string githubRunId;
        /// 0 ENROLLED, 1 DEPRECATED, 2 REVOKED
        uint8 status;
        uint256 enrolledAt;
        address enrolledBy;
    }

    /// @notice A running copy of an app, in a TEE of its own.
    struct Instance {
        uint256 id;
        uint256 appId;
        uint256 versionId;
        address operator;
        string instanceUrl;
        bytes teePubkey;
        address teeWalletAddress;
        bool zkVerified;
        /// 0 ACTIVE, 1 STOPPED, 2 FAILED
        uint8 status;
        uint256 registeredAt;
    }

    /// @notice The version `versionId` of app `appId`.
    function getVersion(uint256 appId, uint256 versionId) external view returns (Version memory);

    /// @notice The instance whose TEE holds `wallet`.
    /// @dev Where there is none, some registries answer with id 0 and others revert.
    function getInstanceByWallet(address wallet) external view returns (Instance memory);
}
