package io.shiplog.reconciler.admit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the options of a DELETE become finalizers, which then decide how garbage collection proceeds
 * (metav1.DeleteOptions).
 */
public final class DeletePolicy {

    public static final String ORPHAN = "orphan";
    public static final String FOREGROUND = "foregroundDeletion";

    private DeletePolicy() {}

    /**
     * The finalizers of an object after a DELETE; empty means that it goes at once.
     *
     * <p>An explicit option beats everything, then a finalizer that is already there, then the kind's default.
     * Foreground
     * and orphan exclude each other.
     *
     * @param existing finalizers before
     * @param propagation Foreground, Background, Orphan, or empty when the request says nothing
     * @param orphanDependents the old option, or null when the request says nothing
     * @param kindDefault Background or Orphan
     */
    public static List<String> finalizers(
            List<String> existing, String propagation, @Nullable Boolean orphanDependents, String kindDefault) {
        boolean orphan = shouldOrphan(existing, propagation, orphanDependents, kindDefault);
        boolean foreground = shouldDeleteForeground(existing, propagation, orphanDependents);
        if (existing.contains(ORPHAN) == orphan && existing.contains(FOREGROUND) == foreground) {
            return existing;
        }
        List<String> out = new ArrayList<>();
        for (String finalizer : existing) {
            if (!finalizer.equals(ORPHAN) && !finalizer.equals(FOREGROUND)) {
                out.add(finalizer);
            }
        }
        if (orphan) {
            out.add(ORPHAN);
        }
        if (foreground) {
            out.add(FOREGROUND);
        }
        return out;
    }

    private static boolean shouldOrphan(
            List<String> existing, String propagation, @Nullable Boolean orphanDependents, String kindDefault) {
        if (orphanDependents != null) {
            return orphanDependents;
        }
        if (!propagation.isEmpty()) {
            return propagation.equals("Orphan");
        }
        if (existing.contains(ORPHAN) || existing.contains(FOREGROUND)) {
            return existing.contains(ORPHAN);
        }
        return kindDefault.equals("Orphan");
    }

    private static boolean shouldDeleteForeground(
            List<String> existing, String propagation, @Nullable Boolean orphanDependents) {
        if (orphanDependents != null) {
            return false;
        }
        if (!propagation.isEmpty()) {
            return propagation.equals("Foreground");
        }
        return existing.contains(FOREGROUND);
    }
}
