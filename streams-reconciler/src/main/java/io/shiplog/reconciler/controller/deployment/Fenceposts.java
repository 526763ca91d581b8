package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.value.IntOrPercent;
import org.jspecify.annotations.Nullable;

/**
 * maxSurge and maxUnavailable as numbers of pods.
 *
 * @param surge pods above what is wanted
 * @param unavailable pods below what is wanted
 */
record Fenceposts(int surge, int unavailable) {

    /**
     * Percentages made absolute, surge rounded up and unavailable down; when both come to 0, unavailable is 1, since
     * otherwise nothing could ever move. 25 % of 3 are 1 surge and 0 unavailable. Throws IllegalArgumentException for a
     * text that is no percentage.
     */
    static Fenceposts resolve(@Nullable JsonNode maxSurge, @Nullable JsonNode maxUnavailable, int desired) {
        int surge = IntOrPercent.scaled(maxSurge, desired, true);
        int unavailable = IntOrPercent.scaled(maxUnavailable, desired, false);
        return surge == 0 && unavailable == 0 ? new Fenceposts(0, 1) : new Fenceposts(surge, unavailable);
    }

    /** As {@link #resolve}, but 0 and 0 where it throws: admission lets no such Deployment in. */
    static Fenceposts lenient(@Nullable JsonNode maxSurge, @Nullable JsonNode maxUnavailable, int desired) {
        try {
            return resolve(maxSurge, maxUnavailable, desired);
        } catch (IllegalArgumentException malformed) {
            return new Fenceposts(0, 0);
        }
    }
}
