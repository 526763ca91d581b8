package io.shiplog.api.verb;

import io.shiplog.api.read.Stored;
import io.shiplog.api.request.FieldLabels;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.value.FieldSelector;
import io.shiplog.schemas.value.LabelSelector;
import java.util.function.Predicate;

/** What a list or watch selects. Common fields are answered without parsing the object. */
final class Selection implements Predicate<Stored> {

    private final LabelSelector labels;
    private final FieldSelector fields;
    private final String name;

    private Selection(LabelSelector labels, FieldSelector fields, String name) {
        this.labels = labels;
        this.fields = fields;
        this.name = name;
    }

    /** Throws StatusException 400 for a field by which this kind cannot be selected. */
    static Selection of(Kind kind, ListOptions options, String nameOfPath) {
        FieldLabels.check(kind, options.fieldSelector());
        String name = nameOfPath;
        for (FieldSelector.Term term : options.fieldSelector().terms()) {
            if (term.field().equals("metadata.name") && !term.operator().startsWith("!")) {
                name = term.value();
            }
        }
        return new Selection(options.labelSelector(), options.fieldSelector(), name);
    }

    /** The only name that can match, or empty when any may. */
    String name() {
        return name;
    }

    /** True when everything is selected. */
    boolean isEverything() {
        return name.isEmpty() && labels.isEmpty() && fields.terms().isEmpty();
    }

    @Override
    public boolean test(Stored stored) {
        KubeObject object = stored.object();
        if (!name.isEmpty() && !name.equals(object.name())) {
            return false;
        }
        if (!labels.isEmpty() && !labels.matches(object.labels())) {
            return false;
        }
        return fields.terms().isEmpty() || fields.matches(field -> value(object, field));
    }

    private static String value(KubeObject object, String field) {
        boolean pod = object.kind().equals(Kinds.POD.kind());
        return switch (field) {
            case "metadata.name" -> object.name();
            case "metadata.namespace" -> object.namespace();
            case "spec.nodeName" -> object.node();
            case "status.phase" -> pod ? object.pod().phase() : FieldLabels.value(Json.parse(object.json()), field);
            default -> FieldLabels.value(Json.parse(object.json()), field);
        };
    }
}
