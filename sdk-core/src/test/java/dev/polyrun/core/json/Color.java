package dev.polyrun.core.json;

/** An enum as the generator writes it. */
final class Color extends OpenEnum {
    static final Color RED = new Color("red", Known.RED);

    enum Known {
        RED,
        UNRECOGNIZED
    }

    private final Known known;

    private Color(String value, Known known) {
        super(value);
        this.known = known;
    }

    static Color of(String value) {
        return value.equals("red") ? RED : new Color(value, Known.UNRECOGNIZED);
    }

    Known known() {
        return known;
    }
}
