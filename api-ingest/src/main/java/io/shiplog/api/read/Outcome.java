package io.shiplog.api.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a change that was not refused.
 *
 * @param code HTTP status: 200, 201 or 202
 * @param object its state afterwards, or null when there is none to show
 * @param uid of the object, or empty
 * @param removed true when the object is gone
 * @param warnings for Warning headers
 */
public record Outcome(int code, @Nullable Stored object, String uid, boolean removed, List<String> warnings) {}
