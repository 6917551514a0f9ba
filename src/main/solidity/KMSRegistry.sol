// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {INovaAppRegistry, INSTANCE_ACTIVE, VERSION_ENROLLED} from "./INovaAppRegistry.sol";
import {IOperatorList} from "./IOperatorList.sol";

/// @title The cluster's anchor on the chain
/// @notice Says which master secret is the right one, by its keccak256, and which wallets run the
/// KMS. The secret itself never comes near the chain.
///
/// Who may do what:
///  - the wallet of an ACTIVE instance of `kmsAppId` on an ENROLLED version, as NovaAppRegistry has
///    it, sets the hash, once;
///  - the owner clears the hash, names NovaAppRegistry, names the app, and hands ownership over;
///  - NovaAppRegistry adds and removes operators.
contract KMSRegistry is IOperatorList {
    /// @notice The keccak256 of the 32-byte master secret; zero where none is set.
    bytes32 public masterSecretHash;

    /// @notice The KMS's own app in NovaAppRegistry; zero until the owner has set it.
    uint256 public kmsAppId;

    /// @notice The contract that membership is read from; zero until the owner has set it.
    address public novaAppRegistry;

    /// @notice Who administers this contract.
    address public owner;

    /// @notice Who becomes the owner on accepting; zero where nobody was offered that.
    address public pendingOwner;

    address[] private _operators;

    /// @dev Where an operator stands in `_operators`, counted from one; zero where it doesn't.
    mapping(address operator => uint256 position) private _position;

    event MasterSecretHashSet(bytes32 indexed hash, address indexed setter);
    event MasterSecretHashReset(address indexed by);
    event OperatorAdded(address indexed operator, uint256 indexed appId, uint256 versionId, uint256 instanceId);
    event OperatorRemoved(address indexed operator, uint256 indexed appId, uint256 versionId, uint256 instanceId);
    event KmsAppIdSet(uint256 indexed appId);
    event NovaAppRegistrySet(address indexed registry);
    event OwnershipOffered(address indexed owner, address indexed candidate);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// @notice A hash is set, and stays until the owner resets it.
    error MasterSecretHashAlreadySet();
    /// @notice The caller is not the wallet of an ACTIVE instance of the KMS on an ENROLLED version.
    error NotAuthorizedToSetHash();
    /// @notice Zero stands for "no hash", so it can't be set as one.
    error ZeroMasterSecretHash();
    /// @notice Only the owner may do this.
    error NotOwner();
    /// @notice Only the wallet that ownership was offered to may accept it.
    error NotPendingOwner();
    /// @notice Only NovaAppRegistry may do this.
    error NotNovaAppRegistry();
    /// @notice The app's id is fixed once it is set.
    error KmsAppIdAlreadySet();
    /// @notice Zero stands for "no app", so it can't be set as one.
    error ZeroKmsAppId();
    /// @notice There is no contract at `account`.
    error NotAContract(address account);
    /// @notice App `appId` is not the KMS's.
    error NotKmsApp(uint256 appId);
    /// @notice The zero address is nobody's wallet.
    error ZeroOperator();
    /// @notice `operator` is on the list.
    error AlreadyOperator(address operator);
    /// @notice `operator` is not on the list.
    error NotOperator(address operator);
    /// @notice The list has no place `index`; places count from zero.
    error NoSuchOperator(uint256 index);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    modifier onlyNovaAppRegistry() {
        if (msg.sender != novaAppRegistry) revert NotNovaAppRegistry();
        _;
    }

    modifier onlyKmsApp(uint256 appId) {
        if (appId == 0 || appId != kmsAppId) revert NotKmsApp(appId);
        _;
    }

    /// @notice Makes the deployer the owner.
    /// @param registry NovaAppRegistry, or zero where `setNovaAppRegistry` follows.
    constructor(address registry) {
        owner = msg.sender;
        emit OwnershipTransferred(address(0), msg.sender);
        if (registry != address(0)) {
            _setNovaAppRegistry(registry);
        }
    }

    /// @notice Makes `hash` the one that every node's master secret has to have.
    /// @dev Reverts with MasterSecretHashAlreadySet or NotAuthorizedToSetHash, in this order, so that
    /// the loser of a race between nodes learns that it lost.
    function setMasterSecretHash(bytes32 hash) external {
        if (masterSecretHash != bytes32(0)) revert MasterSecretHashAlreadySet();
        if (!_maySetHash(msg.sender)) revert NotAuthorizedToSetHash();
        if (hash == bytes32(0)) revert ZeroMasterSecretHash();
        masterSecretHash = hash;
        emit MasterSecretHashSet(hash, msg.sender);
    }

    /// @notice Clears the hash, so that a node can set it anew. Nodes that hold a secret offer its
    /// hash again; to change the secret, stop them first.
    function resetMasterSecretHash() external onlyOwner {
        masterSecretHash = bytes32(0);
        emit MasterSecretHashReset(msg.sender);
    }

    /// @notice Names the KMS's own app in NovaAppRegistry, once and for all.
    function setKmsAppId(uint256 appId) external onlyOwner {
        if (kmsAppId != 0) revert KmsAppIdAlreadySet();
        if (appId == 0) revert ZeroKmsAppId();
        kmsAppId = appId;
        emit KmsAppIdSet(appId);
    }

    /// @notice Names the contract that membership is read from. Operators stay as they are.
    function setNovaAppRegistry(address registry) external onlyOwner {
        _setNovaAppRegistry(registry);
    }

    /// @notice Offers ownership to `candidate`, who has to accept it; zero withdraws an offer.
    function transferOwnership(address candidate) external onlyOwner {
        pendingOwner = candidate;
        emit OwnershipOffered(msg.sender, candidate);
    }

    /// @notice Takes over the ownership that was offered to the caller.
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert NotPendingOwner();
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    /// @inheritdoc IOperatorList
    function addOperator(address operator, uint256 appId, uint256 versionId, uint256 instanceId)
        external
        onlyNovaAppRegistry
        onlyKmsApp(appId)
    {
        if (operator == address(0)) revert ZeroOperator();
        if (_position[operator] != 0) revert AlreadyOperator(operator);
        _operators.push(operator);
        _position[operator] = _operators.length;
        emit OperatorAdded(operator, appId, versionId, instanceId);
    }

    /// @inheritdoc IOperatorList
    /// @dev The last operator takes the place that becomes free, so the order may change.
    function removeOperator(address operator, uint256 appId, uint256 versionId, uint256 instanceId)
        external
        onlyNovaAppRegistry
        onlyKmsApp(appId)
    {
        uint256 position = _position[operator];
        if (position == 0) revert NotOperator(operator);
        address last = _operators[_operators.length - 1];
        _operators[position - 1] = last;
        _position[last] = position;
        _operators.pop();
        delete _position[operator];
        emit OperatorRemoved(operator, appId, versionId, instanceId);
    }

    /// @notice Whether `account` is on the list of operators.
    function isOperator(address account) external view returns (bool) {
        return _position[account] != 0;
    }

    /// @notice Every operator, in no particular order.
    function getOperators() external view returns (address[] memory) {
        return _operators;
    }

    /// @notice How many operators there are.
    function operatorCount() external view returns (uint256) {
        return _operators.length;
    }

    /// @notice The operator at place `index`, counted from zero.
    function operatorAt(uint256 index) external view returns (address) {
        if (index >= _operators.length) revert NoSuchOperator(index);
        return _operators[index];
    }

    function _setNovaAppRegistry(address registry) private {
        if (registry.code.length == 0) revert NotAContract(registry);
        novaAppRegistry = registry;
        emit NovaAppRegistrySet(registry);
    }

    /// @dev Asks NovaAppRegistry at the time of the call: nothing about permission is kept here. A
    /// registry that reverts for what it does not know says no.
    function _maySetHash(address wallet) private view returns (bool) {
        if (novaAppRegistry == address(0) || kmsAppId == 0) return false;
        INovaAppRegistry registry = INovaAppRegistry(novaAppRegistry);
        try registry.getInstanceByWallet(wallet) returns (INovaAppRegistry.Instance memory instance) {
            if (
                instance.id == 0 || instance.teeWalletAddress != wallet || instance.appId != kmsAppId
                    || instance.status != INSTANCE_ACTIVE
            ) return false;
            try registry.getVersion(kmsAppId, instance.versionId) returns (INovaAppRegistry.Version memory version) {
                return version.id == instance.versionId && version.status == VERSION_ENROLLED;
            } catch {
                return false;
            }
        } catch {
            return false;
        }
    }
}
