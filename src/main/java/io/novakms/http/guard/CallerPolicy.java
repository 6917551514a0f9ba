package io.novakms.http.guard;

import io.novakms.auth.CallerKind;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.node.GatePermit;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How the {@link RequestGuard} checks one kind of caller.
 *
 * @param kind how such a caller proves its wallet
 * @param enter enters the gate; throws a {@link KmsException} of kind UNAVAILABLE where it is
 *     closed to such callers
 * @param limit counts a request before anything costly is done for it; throws a {@link
 *     KmsException} of kind RATE_LIMITED where its client is over the limit
 * @param registered looks the wallet up in the registry; throws a {@link KmsException} of kind
 *     UNAUTHORIZED where the registry does not know it, and FORBIDDEN where it does, and the wallet
 *     is no such caller's
 * @param key the key that the registry has for the caller's envelopes
 * @param bodyLimit how long a body may be
 * @param memory counts a request of the caller, which reserves memory with it; throws a {@link
 *     KmsException} of kind RATE_LIMITED or UNAVAILABLE where it has too many under way
 * @param app the app that the caller is an instance of, where it is one
 * @param <C> what the registry knows of such a caller
 */
record CallerPolicy<C>(
    CallerKind kind,
    Function<Gate, GatePermit> enter,
    Consumer<InboundRequest> limit,
    Function<Wallet, C> registered,
    Function<C, TeePublicKey> key,
    BodyLimit bodyLimit,
    BiFunction<C, InboundRequest, MemoryReservation> memory,
    Function<C, Optional<AppId>> app) {}
