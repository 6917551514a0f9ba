// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {INovaAppRegistry, INSTANCE_ACTIVE, VERSION_ENROLLED} from "../../main/solidity/INovaAppRegistry.sol";
import {IOperatorList} from "../../main/solidity/IOperatorList.sol";

/// @title A stand-in for NovaAppRegistry, for the devnet and for tests
/// @notice Its owner registers apps, versions and instances, and changes each status at will. No
/// attestation is looked at: never deploy this where it matters. What older and newer registries
/// share is here; what differs is in the contracts that inherit it.
abstract contract AppRegistryBase is INovaAppRegistry {
    /// @notice What the owner says about a new instance.
    struct NewInstance {
        address operator;
        string instanceUrl;
        bytes teePubkey;
        address teeWalletAddress;
        bool zkVerified;
    }

    /// @dev What a registry keeps of an app, in its newest shape.
    struct AppRecord {
        uint256 id;
        address owner;
        bytes32 teeArch;
        address dappContract;
        string metadataUri;
        uint256 latestVersionId;
        uint256 createdAt;
        /// 0 ACTIVE, 1 INACTIVE, 2 REVOKED
        uint8 status;
        address appWallet;
    }

    uint8 private constant LAST_STATUS = 2;

    /// @notice Who administers this contract.
    address public immutable owner = msg.sender;

    uint256 public appCount;
    uint256 public instanceCount;

    mapping(uint256 appId => AppRecord) internal _apps;
    mapping(uint256 appId => uint256[]) internal _activeInstances;
    mapping(uint256 appId => mapping(uint256 versionId => Version)) internal _versions;
    mapping(uint256 appId => mapping(uint256 versionId => uint256[])) private _instancesOfVersion;
    mapping(uint256 instanceId => Instance) internal _instances;
    mapping(address wallet => uint256 instanceId) internal _instanceOfWallet;

    /// @dev Where an instance stands among its app's active ones, counted from one; zero where it
    /// doesn't.
    mapping(uint256 instanceId => uint256 position) private _activePosition;

    event AppRegistered(uint256 indexed appId);
    event VersionEnrolled(uint256 indexed appId, uint256 indexed versionId);
    event InstanceRegistered(uint256 indexed instanceId, uint256 indexed appId, address indexed wallet);
    event StatusChanged(string what, uint256 indexed id, uint8 status);
    /// @notice The app's contract refused an operator; the registry goes on regardless.
    event OperatorCallFailed(uint256 indexed instanceId, bytes reason);

    error NotOwner();
    error AppNotFound();
    error VersionNotFound();
    error InstanceNotFound();
    error UnknownStatus(uint8 status);
    error WalletInUse(address wallet);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    function registerApp(address appOwner, address dappContract, string calldata metadataUri, address appWallet)
        external
        onlyOwner
        returns (uint256 appId)
    {
        appId = ++appCount;
        _apps[appId] = AppRecord(
            appId, appOwner, "devnet", dappContract, metadataUri, 0, block.timestamp, 0, appWallet
        );
        emit AppRegistered(appId);
    }

    function setDappContract(uint256 appId, address dappContract) external onlyOwner {
        _app(appId).dappContract = dappContract;
    }

    function setAppStatus(uint256 appId, uint8 status) external onlyOwner {
        _app(appId).status = _known(status);
        emit StatusChanged("app", appId, status);
    }

    function enrollVersion(uint256 appId, string calldata name, bytes32 codeMeasurement)
        external
        onlyOwner
        returns (uint256 versionId)
    {
        versionId = ++_app(appId).latestVersionId;
        Version storage version = _versions[appId][versionId];
        version.id = versionId;
        version.versionName = name;
        version.codeMeasurement = codeMeasurement;
        version.imageUri = "image.devnet";
        version.auditUrl = "audit.devnet";
        version.auditHash = "none";
        version.githubRunId = "1";
        version.status = VERSION_ENROLLED;
        version.enrolledAt = block.timestamp;
        version.enrolledBy = msg.sender;
        emit VersionEnrolled(appId, versionId);
    }

    function setVersionStatus(uint256 appId, uint256 versionId, uint8 status) external onlyOwner {
        _version(appId, versionId).status = _known(status);
        emit StatusChanged("version", versionId, status);
    }

    function registerInstance(uint256 appId, uint256 versionId, NewInstance calldata instance)
        external
        onlyOwner
        returns (uint256)
    {
        return _register(appId, versionId, instance);
    }

    /// @notice Many at once, for tests of scale.
    function registerInstances(uint256 appId, uint256 versionId, NewInstance[] calldata instances)
        external
        onlyOwner
    {
        for (uint256 i = 0; i < instances.length; i++) {
            _register(appId, versionId, instances[i]);
        }
    }

    function setInstanceStatus(uint256 instanceId, uint8 status) external onlyOwner {
        Instance storage instance = _instance(instanceId);
        bool wasActive = instance.status == INSTANCE_ACTIVE;
        bool isActive = _known(status) == INSTANCE_ACTIVE;
        if (isActive && !wasActive && _hasActiveInstance(instance.teeWalletAddress)) {
            revert WalletInUse(instance.teeWalletAddress);
        }
        instance.status = status;
        if (isActive && !wasActive) {
            _instanceOfWallet[instance.teeWalletAddress] = instanceId;
            _activate(instance);
        }
        if (wasActive && !isActive) _deactivate(instance);
        emit StatusChanged("instance", instanceId, status);
    }

    function updateInstance(uint256 instanceId, string calldata instanceUrl, bytes calldata teePubkey)
        external
        onlyOwner
    {
        Instance storage instance = _instance(instanceId);
        instance.instanceUrl = instanceUrl;
        instance.teePubkey = teePubkey;
    }

    function setZkVerified(uint256 instanceId, bool zkVerified) external onlyOwner {
        _instance(instanceId).zkVerified = zkVerified;
    }

    /// @notice Also to a version that does not exist, as no good registry would.
    function moveInstance(uint256 instanceId, uint256 versionId) external onlyOwner {
        _instance(instanceId).versionId = versionId;
    }

    /// @notice Makes a record contradict the wallet that it is found by, as no good registry would.
    function contradictWallet(uint256 instanceId, address wallet) external onlyOwner {
        _instance(instanceId).teeWalletAddress = wallet;
    }

    function getInstance(uint256 instanceId) external view returns (Instance memory) {
        return _instance(instanceId);
    }

    function getInstancesForVersion(uint256 appId, uint256 versionId) external view returns (uint256[] memory) {
        return _instancesOfVersion[appId][versionId];
    }

    function _app(uint256 appId) internal view returns (AppRecord storage app) {
        app = _apps[appId];
        if (app.id == 0) revert AppNotFound();
    }

    function _version(uint256 appId, uint256 versionId) internal view returns (Version storage version) {
        version = _versions[appId][versionId];
        if (version.id == 0) revert VersionNotFound();
    }

    function _instance(uint256 instanceId) private view returns (Instance storage instance) {
        instance = _instances[instanceId];
        if (instance.id == 0) revert InstanceNotFound();
    }

    function _hasActiveInstance(address wallet) private view returns (bool) {
        return _activePosition[_instanceOfWallet[wallet]] != 0;
    }

    function _known(uint8 status) private pure returns (uint8) {
        if (status > LAST_STATUS) revert UnknownStatus(status);
        return status;
    }

    function _register(uint256 appId, uint256 versionId, NewInstance calldata added) private returns (uint256 id) {
        _version(appId, versionId);
        if (_hasActiveInstance(added.teeWalletAddress)) revert WalletInUse(added.teeWalletAddress);
        id = ++instanceCount;
        Instance storage instance = _instances[id];
        instance.id = id;
        instance.appId = appId;
        instance.versionId = versionId;
        instance.operator = added.operator;
        instance.instanceUrl = added.instanceUrl;
        instance.teePubkey = added.teePubkey;
        instance.teeWalletAddress = added.teeWalletAddress;
        instance.zkVerified = added.zkVerified;
        instance.status = INSTANCE_ACTIVE;
        instance.registeredAt = block.timestamp;
        _instancesOfVersion[appId][versionId].push(id);
        _instanceOfWallet[added.teeWalletAddress] = id;
        emit InstanceRegistered(id, appId, added.teeWalletAddress);
        _activate(instance);
    }

    function _activate(Instance storage instance) private {
        uint256[] storage active = _activeInstances[instance.appId];
        active.push(instance.id);
        _activePosition[instance.id] = active.length;
        IOperatorList list = IOperatorList(_apps[instance.appId].dappContract);
        if (address(list).code.length == 0) return;
        try list.addOperator(instance.teeWalletAddress, instance.appId, instance.versionId, instance.id) {}
        catch (bytes memory reason) {
            emit OperatorCallFailed(instance.id, reason);
        }
    }

    function _deactivate(Instance storage instance) private {
        uint256[] storage active = _activeInstances[instance.appId];
        uint256 position = _activePosition[instance.id];
        uint256 last = active[active.length - 1];
        active[position - 1] = last;
        _activePosition[last] = position;
        active.pop();
        delete _activePosition[instance.id];
        IOperatorList list = IOperatorList(_apps[instance.appId].dappContract);
        if (address(list).code.length == 0) return;
        try list.removeOperator(instance.teeWalletAddress, instance.appId, instance.versionId, instance.id) {}
        catch (bytes memory reason) {
            emit OperatorCallFailed(instance.id, reason);
        }
    }
}
