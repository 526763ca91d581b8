package io.shiplog.schemas.value;

import java.time.Duration;

/** Ages as kubectl prints them. */
public final class HumanDuration {

    private HumanDuration() {}

    /** The AGE column. */
    public static String of(Duration age) {
        return age.toSeconds() + "s";
    }
}
