package io.shiplog.api.server;

import io.shiplog.api.request.GoDuration;
import io.shiplog.schemas.object.StatusException;

/** How long a watch lives. */
final class Lifetime {

    private Lifetime() {}

    /**
     * Milliseconds: the shorter of the parameters timeoutSeconds and timeout (a Go duration); 0 when neither is given.
     * Throws StatusException 400 when one cannot be read.
     */
    static long millis(String timeoutSeconds, String timeout) {
        long bySeconds = timeoutSeconds.isEmpty() ? 0 : seconds(timeoutSeconds) * 1000;
        long byTimeout = timeout.isEmpty() ? 0 : GoDuration.parse(timeout).toMillis();
        if (bySeconds == 0 || byTimeout == 0) {
            return Math.max(bySeconds, byTimeout);
        }
        return Math.min(bySeconds, byTimeout);
    }

    private static long seconds(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw StatusException.badRequest("timeoutSeconds \"" + text + "\" is not a number of seconds");
        }
    }
}
