package io.shardsteer.deploy.cli.init;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What names, keys, dates and places a record.
 *
 * @param id identifies a record: a value of its own in each
 * @param key what records are of, a customer or a device; every record has one
 * @param time when it happened
 * @param places pairs of latitude and longitude
 */
record Roles(
    Optional<FieldProfile> id,
    Optional<FieldProfile> key,
    Optional<FieldProfile> time,
    List<Place> places) {
  /** Largest share of a key's most frequent value: more would be an uneven stream by itself. */
  static final double HOT = 0.06;

  private static final Pattern ID_NAME =
      Pattern.compile("(.*_)?(id|uuid|guid|key|number|no)|.*(id|uuid)");
  private static final Pattern OWNER_NAME =
      Pattern.compile(
          ".*(user|customer|client|account|device|sensor|vehicle|player|patient|tenant|member|host|card|merchant|driver|meter).*");
  private static final Pattern LATITUDE = Pattern.compile("(.*?)(latitude|lat)(.*)");
  private static final double IN_ORDER = 0.99;
  private static final double MOSTLY = 0.9;
  private static final int LONGEST_ID = 64;

  /**
   * A place.
   *
   * @param name of the feature
   */
  record Place(String name, FieldProfile latitude, FieldProfile longitude) {}

  static Roles of(Profiles profiles) {
    List<Place> places = places(profiles);
    Set<FieldProfile> taken = new HashSet<>();
    places.forEach(place -> taken.addAll(List.of(place.latitude(), place.longitude())));
    Optional<FieldProfile> time =
        profiles.fields().stream()
            .filter(field -> field.isTime() && profiles.missing(field) < 1 - MOSTLY)
            .filter(field -> !taken.contains(field))
            .max(
                Comparator.comparing((FieldProfile field) -> field.inOrder() >= IN_ORDER)
                    .thenComparing(FieldProfile::hasClock)
                    .thenComparing(field -> -profiles.fields().indexOf(field)));
    profiles.fields().stream().filter(FieldProfile::isTime).forEach(taken::add);
    Optional<FieldProfile> id =
        profiles.fields().stream()
            .filter(field -> !taken.contains(field) && isUnique(field, profiles))
            .max(
                Comparator.comparing((FieldProfile field) -> named(ID_NAME, field))
                    .thenComparing(field -> -profiles.fields().indexOf(field)));
    id.ifPresent(taken::add);
    Optional<FieldProfile> key =
        owners(profiles, taken).stream()
            .filter(field -> profiles.missing(field) == 0 && field.hottestShare() < HOT)
            .max(Comparator.comparing(FieldProfile::distinct));
    return new Roles(id, key.or(() -> id), time, places);
  }

  /** Fields that by their names say of whom or what a record is. */
  static List<FieldProfile> owners(Profiles profiles, Set<FieldProfile> without) {
    return profiles.fields().stream()
        .filter(field -> !without.contains(field) && named(OWNER_NAME, field))
        .filter(field -> (field.isWhole() || field.isText()) && field.meanWords() < 1.5)
        .filter(field -> field.distinct() >= Math.min(16, field.present() / 10 + 2))
        .filter(field -> field.distinct() < MOSTLY * field.present())
        .toList();
  }

  private static boolean isUnique(FieldProfile field, Profiles profiles) {
    return profiles.missing(field) == 0
        && field.distinct() == field.present()
        && profiles.records() > 1
        && (field.isWhole() || (field.isText() && field.longestChars() <= LONGEST_ID))
        && (named(ID_NAME, field) || field.isUuid() || (field.isWhole() && field.isRising()));
  }

  private static boolean named(Pattern pattern, FieldProfile field) {
    return pattern.matcher(field.name()).matches();
  }

  private static List<Place> places(Profiles profiles) {
    List<Place> places = new ArrayList<>();
    for (FieldProfile latitude : profiles.fields()) {
      var named = LATITUDE.matcher(latitude.name());
      if (!named.matches() || !isWithin(latitude, 90)) {
        continue;
      }
      String parent = latitude.path().substring(0, latitude.path().lastIndexOf('.') + 1);
      for (FieldProfile longitude : profiles.fields()) {
        String name = longitude.name();
        boolean sameParent =
            longitude.path().substring(0, longitude.path().lastIndexOf('.') + 1).equals(parent);
        boolean partner =
            List.of("longitude", "lon", "lng", "long").stream()
                .anyMatch(word -> name.equals(named.group(1) + word + named.group(3)));
        if (sameParent && partner && isWithin(longitude, 180)) {
          places.add(new Place(parent + named.group(1) + named.group(3), latitude, longitude));
          break;
        }
      }
    }
    return places;
  }

  private static boolean isWithin(FieldProfile field, double bound) {
    return field.isNumber() && field.least() >= -bound && field.most() <= bound;
  }
}
