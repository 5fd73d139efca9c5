#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""Exception classes of packages that are seldom installed where one lints.

What each descends from is part of what a package promises, and written down
here as its documentation tells: which handler takes an error has the same
answer wherever flake8 runs.
"""

# By package: a class, and the classes that it is built on.
_CLIENT = 'ClientException'
_HTTP_CODES = (
    'BadRequest Unauthorized Forbidden NotFound MethodNotAllowed '
    'NotAcceptable Conflict OverLimit RateLimit HTTPNotImplemented '
    'InternalServerError ServiceUnavailable GatewayTimeout BadGateway '
    'RequestTimeout Gone RequestEntityTooLarge')
_KNOWN: dict[str, dict[str, str]] = {
    'openstack': {
        'SDKException': 'Exception',
        'HttpException': 'SDKException HTTPError',
        # One class by two names since release 1.0.
        'NotFoundException': 'ResourceNotFound HttpException',
        'ResourceNotFound': 'NotFoundException',
        'BadRequestException': 'HttpException',
        'ForbiddenException': 'HttpException',
        'ConflictException': 'HttpException',
        'PreconditionFailedException': 'HttpException',
        'EndpointNotFound': 'HttpException',
        'ResourceTimeout': 'SDKException',
        'ResourceFailure': 'SDKException',
        'DuplicateResource': 'SDKException',
        'NotSupported': 'SDKException',
        'InvalidResourceQuery': 'SDKException',
        'TaskManagerStopped': 'SDKException',
        'ServiceDisabledException': 'SDKException',
    },
    'keystoneauth1': {
        _CLIENT: 'Exception',
        'ConnectionError': _CLIENT, 'ConnectFailure': 'ConnectionError',
        'ConnectTimeout': 'ConnectionError',
        'SSLFailure': 'ConnectionError',
        'UnknownConnectionError': 'ConnectionError',
        'RetriableConnectionFailure': 'Exception',
        'DiscoveryFailure': _CLIENT, 'MissingAuthPlugin': _CLIENT,
        'NoMatchingPlugin': _CLIENT, 'AuthorizationFailure': _CLIENT,
        'CatalogException': _CLIENT, 'EndpointNotFound': 'CatalogException',
        'EmptyCatalog': 'EndpointNotFound',
        'HttpError': _CLIENT, 'HTTPClientError': 'HttpError',
        'HttpServerError': 'HttpError',
        **dict.fromkeys(_HTTP_CODES.split(), 'HttpError'),
    },
    'oslo_messaging': {
        'MessagingException': 'Exception',
        'MessagingTimeout': 'MessagingException',
        'RemoteError': 'MessagingException',
        'MessageDeliveryFailure': 'MessagingException',
        'InvalidTarget': 'MessagingException ValueError',
        'DriverLoadFailure': 'MessagingException',
        'MessageUndeliverable': 'Exception',
    },
    'oslo_db': {
        'DBError': 'Exception', 'DBDuplicateEntry': 'DBError',
        'DBConstraintError': 'DBError', 'DBReferenceError': 'DBError',
        'DBNonExistentConstraint': 'DBError', 'DBDeadlock': 'DBError',
        'DBConnectionError': 'DBError', 'DBDataError': 'DBError',
        'DBInvalidUnicodeParameter': 'Exception', 'RetryRequest': 'Exception',
    },
    'oslo_concurrency': {
        'ProcessExecutionError': 'Exception',
        'UnknownArgumentError': 'Exception',
        'InvalidArgumentError': 'Exception',
    },
    'requests': {
        'RequestException': 'OSError', 'ConnectionError': 'RequestException',
        'HTTPError': 'RequestException', 'Timeout': 'RequestException',
        'ConnectTimeout': 'ConnectionError Timeout',
        'ReadTimeout': 'Timeout', 'SSLError': 'ConnectionError',
        'ProxyError': 'ConnectionError',
        'TooManyRedirects': 'RequestException',
        'InvalidURL': 'RequestException ValueError',
    },
    'neutronclient': {
        'NeutronException': 'Exception',
        'NeutronClientException': 'NeutronException',
        'BadRequest': 'NeutronClientException',
        'Unauthorized': 'NeutronClientException',
        'Forbidden': 'NeutronClientException',
        'NotFound': 'NeutronClientException',
        'Conflict': 'NeutronClientException',
        'InternalServerError': 'NeutronClientException',
        'ServiceUnavailable': 'NeutronClientException',
        'OverQuotaClient': 'Conflict', 'PortInUseClient': 'Conflict',
        'NetworkNotFoundClient': 'NotFound', 'PortNotFoundClient': 'NotFound',
        'IpAddressInUseClient': 'Conflict',
        'IpAddressGenerationFailureClient': 'Conflict',
        'MacAddressInUseClient': 'Conflict',
        'StateInvalidClient': 'BadRequest',
        'ConnectionFailed': 'NeutronClientException',
        'NeutronClientNoUniqueMatch': 'NeutronClientException',
    },
    'glanceclient': {
        'BaseException': 'Exception',
        'CommunicationError': 'BaseException',
        'HTTPException': _CLIENT, _CLIENT: 'Exception',
        **dict.fromkeys((
            'HTTPBadRequest', 'HTTPUnauthorized', 'HTTPForbidden',
            'HTTPNotFound', 'HTTPConflict', 'HTTPOverLimit',
            'HTTPInternalServerError', 'HTTPServiceUnavailable'),
            'HTTPException'),
    },
    'libvirt': {'libvirtError': 'Exception'},
    'rbd': {
        'Error': 'Exception', **dict.fromkeys((
            'ImageNotFound', 'ImageBusy', 'ImageHasSnapshots',
            'PermissionError', 'ImageExists', 'InvalidArgument',
            'ReadOnlyImage', 'ArgumentOutOfRange'), 'Error')},
    'rados': {
        'Error': 'Exception', **dict.fromkeys((
            'ObjectNotFound', 'ObjectExists', 'ObjectBusy', 'TimedOut',
            'PermissionDeniedError', 'NoData'), 'Error')},
    'subprocess': {
        'SubprocessError': 'Exception',
        'CalledProcessError': 'SubprocessError',
        'TimeoutExpired': 'SubprocessError'},
    'json': {'JSONDecodeError': 'ValueError'},
    'urllib': {'URLError': 'OSError', 'HTTPError': 'URLError'},
    'paramiko': {
        'SSHException': 'Exception',
        'AuthenticationException': 'SSHException',
        'BadHostKeyException': 'SSHException',
        'ChannelException': 'SSHException',
        'NoValidConnectionsError': 'OSError'},
}
# The same the other way round, where many are built on one.
_BELOW: dict[str, dict[str, str]] = {
    'neutron_lib': {
        'Exception': 'NeutronException MultipleExceptions',
        'NeutronException': (
            'BadRequest NotFound Conflict NotAuthorized ServiceUnavailable '
            'InUse Invalid PreexistingDeviceFailure InvalidContentType '
            'InvalidConfigurationOption PolicyInitError PolicyCheckError '
            'BridgeDoesNotExist SubnetAllocationError ObjectActionError '
            'PortBindingError RouterNotCompatibleWithAgent '
            'FloatingIpSetupException AbortSyncRouters '
            'IpTablesApplyException L3ExtensionException '
            'PlacementClientError'),
        'NotAuthorized': 'AdminRequired',
        'NotFound': (
            'ObjectNotFound NetworkNotFound SubnetNotFound PortNotFound '
            'DeviceNotFoundError SubnetPoolNotFound RouterNotFound '
            'RouterInterfaceNotFound FloatingIPNotFound AgentNotFound '
            'QosPolicyNotFound QosRuleNotFound PlacementResourceNotFound '
            'PlacementResourceProviderNotFound PlacementInventoryNotFound '
            'PlacementAggregateNotFound DNSDomainNotFound'),
        'InUse': (
            'NetworkInUse SubnetInUse SubnetPoolInUse PortInUse '
            'ServicePortInUse PortBound MacAddressInUse IpAddressInUse '
            'VlanIdInUse TunnelIdInUse FlatNetworkInUse RouterInUse '
            'FloatingIPPortAlreadyAssociated'),
        'BadRequest': (
            'InvalidIpForNetwork InvalidIpForSubnet InvalidInput '
            'SubnetMismatchForPort ExternalIpAddressExhausted StateInvalid '
            'HostRoutesExhausted MalformedRequestBody '
            'InvalidAllocationPool'),
        'ServiceUnavailable': 'ResourceExhausted',
        'ResourceExhausted': 'NoNetworkAvailable',
        'Conflict': (
            'IpAddressGenerationFailure OverQuota '
            'PlacementResourceProviderGenerationConflict '
            'PlacementInventoryUpdateConflict DuplicateRecordSet'),
        'MultipleExceptions': 'DriverCallError CallbackFailure',
        'RuntimeError': 'ProcessExecutionError'},
    'oslo_vmware': {
        'Exception': 'VMwareDriverException',
        'VMwareDriverException': (
            'VimException VimSessionOverLoadException '
            'VimConnectionException VimAttributeException '
            'ImageTransferException VMwareDriverConfigurationException'),
        'VimException': (
            'VimFaultException AlreadyExistsException '
            'CannotDeleteFileException FileAlreadyExistsException '
            'FileFaultException FileLockedException FileNotFoundException '
            'InvalidPowerStateException InvalidPropertyException '
            'NoPermissionException NotAuthenticatedException TaskInProgress '
            'DuplicateName NoDiskSpaceException ToolsUnavailableException '
            'ManagedObjectNotFoundException')},
    'heatclient': {
        'Exception': 'BaseException EndpointNotFound StackFailure',
        'BaseException': 'CommandError CommunicationError HTTPException',
        'HTTPException': (
            'BadRequest Unauthorized Forbidden NotFound Conflict OverLimit '
            'NoUniqueMatch HTTPInternalServerError ServiceUnavailable'),
        'BadRequest': 'HTTPBadRequest', 'NotFound': 'HTTPNotFound',
        'Unauthorized': 'HTTPUnauthorized', 'Conflict': 'HTTPConflict',
        'Forbidden': 'HTTPForbidden', 'OverLimit': 'HTTPOverLimit',
        'ServiceUnavailable': 'HTTPServiceUnavailable'},
    'sushy': {
        'Exception': 'SushyError',
        'SushyError': (
            'ConnectionError MissingAttributeError MalformedAttributeError '
            'MissingActionError InvalidParameterValueError ExtensionError '
            'OEMExtensionNotFoundError MissingHeaderError HTTPError'),
        'HTTPError': (
            'BadRequestError ResourceNotFoundError ServerSideError '
            'AccessError NotAcceptableError')},
    'sqlalchemy': {
        'Exception': 'SQLAlchemyError',
        'SQLAlchemyError': (
            'ArgumentError CompileError DisconnectionError TimeoutError '
            'InvalidRequestError StatementError StaleDataError FlushError '
            'DetachedInstanceError'),
        'InvalidRequestError': (
            'NoResultFound MultipleResultsFound NoSuchTableError '
            'ResourceClosedError ObjectDeletedError NoReferenceError'),
        'StatementError': 'DBAPIError',
        'DBAPIError': 'InterfaceError DatabaseError',
        'DatabaseError': (
            'DataError OperationalError IntegrityError InternalError '
            'ProgrammingError NotSupportedError')},
    'os_brick': {
        'Exception': 'BrickException',
        'BrickException': (
            'NotFound Invalid VolumeDeviceNotFound VolumePathsNotFound '
            'NoFibreChannelVolumeDeviceFound TargetPortalNotFound '
            'CommandExecutionFailed VolumeDriverException '
            'FailedISCSITargetPortalLogin VolumeNotDeactivated '
            'ExceptionChainer'),
        'Invalid': 'InvalidParameterValue',
        'TargetPortalNotFound': 'TargetPortalsNotFound'},
}
for _package, _bases in _BELOW.items():
    _KNOWN[_package] = {
        _name: _base for _base, _names in _bases.items()
        for _name in _names.split()}
_CLIENTS = {
    _CLIENT: 'Exception', **dict.fromkeys(_HTTP_CODES.split(), _CLIENT)}
# The same class by two names.
_ALIASES = {
    'socket.error': 'OSError', 'select.error': 'OSError',
    'os.error': 'OSError', 'socket.timeout': 'TimeoutError',
    'asyncio.TimeoutError': 'TimeoutError',
    'concurrent.futures.TimeoutError': 'TimeoutError',
}


def ancestors(dotted: str) -> tuple[str, ...]:
    """The last names of a class of a known package and of those above it.

    Empty where it is not known.
    """
    package, _, _ = dotted.partition('.')
    name = dotted.rpartition('.')[2]
    known = _KNOWN.get(package)
    if known is None and package.endswith('client'):
        known = _CLIENTS
    if known is None or name not in known:
        return ()
    found = [name]
    for one in found:
        found += [base for base in known.get(one, '').split()
                  if base not in found]
    return tuple(found)


def alias(dotted: str) -> str | None:
    """What a class is called by another name, ``socket.error``."""
    return _ALIASES.get(dotted)
