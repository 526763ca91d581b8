package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.defaults.DefaultTolerations;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.reconciler.pod.QosClass;
import io.shiplog.schemas.object.Json;
import java.time.Instant;

/** What admission adds to new pods besides defaults: service account, tolerations, phase and QoS class. */
final class PodAdmission {

    private static final String GATED = "Scheduling is blocked due to non-empty scheduling gates";

    private PodAdmission() {}

    /** The admission plugin ServiceAccount: a pod without one runs as "default". */
    static void beforeDefaults(ObjectNode pod) {
        ObjectNode spec = Json.ensure(pod, "spec");
        String account = Json.textAt(spec, "serviceAccountName");
        if (account.isEmpty()) {
            account = Json.textAt(spec, "serviceAccount").isEmpty() ? "default" : Json.textAt(spec, "serviceAccount");
            spec.put("serviceAccountName", account);
        }
        spec.put("serviceAccount", account);
    }

    static void afterDefaults(ObjectNode pod, AdmissionConfig config, Instant now) {
        DefaultTolerations.add(pod, config.notReadySeconds(), config.unreachableSeconds());
        ObjectNode status = Json.ensure(pod, "status");
        status.put("phase", "Pending");
        String qosClass = QosClass.of(pod);
        status.put("qosClass", qosClass);
        if (!qosClass.equals(QosClass.BEST_EFFORT)) {
            DefaultTolerations.addMemoryPressure(pod);
        }
        if (!Json.objectsAt(pod, "spec", "schedulingGates").isEmpty()) {
            PodConditions.set(pod, "PodScheduled", "False", "SchedulingGated", GATED, now);
        }
    }
}
