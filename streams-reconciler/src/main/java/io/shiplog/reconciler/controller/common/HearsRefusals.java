package io.shiplog.reconciler.controller.common;

import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A controller that wants to know when admission refuses what it creates (a quota is full, a template is invalid), to
 * say so in conditions and events as Kubernetes does. Whoever carries effects out calls it once for a look, at the
 * first refused {@link Effect.Create}, leaves out the rest of the look and carries out what comes back.
 */
public interface HearsRefusals {

    /** When a refused creation is tried again. */
    Duration RETRY_REFUSED = Duration.ofSeconds(10);

    /**
     * Says what to do about a refused creation: a condition, an event, another try later.
     *
     * @param key the key of the look
     * @param create what was refused
     * @param message the refusal's Status message
     * @param view state after the effects that were carried out
     */
    List<Effect> refused(ObjectKey key, Effect.Create create, String message, ClusterView view, Instant now);
}
