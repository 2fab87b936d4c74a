#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "experiments/key_info.hpp"
#include "experiments/key_rows.hpp"
#include "experiments/key_scalars.hpp"

namespace gridrush {

/// One key of a struct: its declaration and how it is read into and written from an `Owner`.
template <class Owner>
struct Field {
    using Read = std::function<void(Owner&, DocNode const&, KeyInfo const&, std::string const& path,
                                    Reading&)>;
    using Write = std::function<DocNode(Owner const&)>;

    KeyInfo info;
    Read read;
    Write write;  ///< nothing: the key is left out

    Field& says(std::string description, std::string source = {}) {
        info.description = std::move(description);
        info.source = std::move(source);
        return *this;
    }
    Field& unit(std::string unit) {
        info.unit = std::move(unit);
        return *this;
    }
    Field& at_least(double minimum) {
        info.minimum = minimum;
        return *this;
    }
    Field& above(double minimum) {
        info.minimum = minimum;
        info.above_minimum = true;
        return *this;
    }
    Field& at_most(double maximum) {
        info.maximum = maximum;
        return *this;
    }
    Field& between(double minimum, double maximum) { return at_least(minimum).at_most(maximum); }
    /// `inf` may be written; the maximum is that of other numbers.
    Field& or_infinite() {
        info.may_be_infinite = true;
        return *this;
    }
    Field& one_of(std::vector<std::string> choices) {
        info.choices = std::move(choices);
        return *this;
    }
    Field& required() {
        info.required = true;
        info.default_text.clear();
        return *this;
    }
};

/// The keys of a map and the struct that they fill. Defaults are those of the struct.
template <class Owner>
class Table {
public:
    using Check =
        std::function<void(Owner&, DocNode const& map, std::string const& path, Reading& reading)>;

    /// A key that holds one value. `access`: member pointer, or function from Owner to the member.
    template <class Access>
    Field<Owner>& key(std::string name, Access access) {
        Field<Owner> field;
        field.info.name = std::move(name);
        Owner const defaults{};
        field.info.type = key_type_of(std::invoke(access, defaults));
        field.read = [access](Owner& owner, DocNode const& node, KeyInfo const& info,
                              std::string const& path, Reading& reading) {
            read_value(node, info, path, reading.issues, std::invoke(access, owner));
        };
        field.write = [access](Owner const& owner) {
            return write_value(std::invoke(access, owner));
        };
        return add(std::move(field), defaults);
    }

    /// A key that holds one of the words in `words`.
    template <class Access, class Enum>
    Field<Owner>& choice(std::string name, Access access,
                         std::vector<std::pair<std::string, Enum>> words) {
        Field<Owner> field;
        field.info.name = std::move(name);
        field.info.type = KeyType::choice;
        for (auto const& word : words) {
            field.info.choices.push_back(word.first);
        }
        field.read = [access, words](Owner& owner, DocNode const& node, KeyInfo const& info,
                                     std::string const& path, Reading& reading) {
            std::string const chosen = read_choice(node, info, path, reading.issues);
            for (auto const& [word, value] : words) {
                if (word == chosen) {
                    std::invoke(access, owner) = value;
                }
            }
        };
        field.write = [access, words](Owner const& owner) {
            auto const found = std::find_if(words.begin(), words.end(), [&](auto const& word) {
                return word.second == std::invoke(access, owner);
            });
            return text_node(found->first);
        };
        return add(std::move(field), Owner{});
    }

    /// A key that holds a map with the keys of `table`.
    template <class Access, class Part>
    Field<Owner>& section(std::string name, Access access, Table<Part> const& table) {
        Field<Owner> field = nested(std::move(name), KeyType::section, table);
        field.info.shorthand = table.shorthand();
        field.read = [access, table](Owner& owner, DocNode const& node, KeyInfo const&,
                                     std::string const& path, Reading& reading) {
            table.read(std::invoke(access, owner), node, path, reading);
        };
        field.write = [access, table](Owner const& owner) {
            return table.write(std::invoke(access, owner));
        };
        return add(std::move(field));
    }

    /// A key that holds a list of maps with the keys of `table`, here or in a CSV file.
    template <class Access, class Row>
    Field<Owner>& rows(std::string name, Access access, Table<Row> const& table) {
        Field<Owner> field = nested(std::move(name), KeyType::rows, table);
        field.read = [access, table](Owner& owner, DocNode const& node, KeyInfo const& info,
                                     std::string const& path, Reading& reading) {
            auto& rows = std::invoke(access, owner);
            rows.clear();
            for (DocNode const& item : rows_of(node, info, path, reading)) {
                std::string const row_path = path + "[" + std::to_string(rows.size()) + "]";
                rows.push_back(table.read_row(item, item.at, row_path, reading));
            }
        };
        field.write = [access, table](Owner const& owner) {
            DocNode list = list_node();
            for (auto const& row : std::invoke(access, owner)) {
                list.items.push_back(table.write(row));
            }
            return list;
        };
        return add(std::move(field));
    }

    /// A key that holds a map from ids to maps with the keys of `table`.
    template <class Access, class Row>
    Field<Owner>& keyed(std::string name, Access access, Table<Row> const& table) {
        Field<Owner> field = nested(std::move(name), KeyType::keyed, table);
        field.read = [access, table](Owner& owner, DocNode const& node, KeyInfo const& info,
                                     std::string const& path, Reading& reading) {
            auto& rows = std::invoke(access, owner);
            rows.clear();
            for (Entry const& entry : entries_of(node, info, path, reading)) {
                std::string const row_path = join_path(path, entry.key);
                rows.push_back(table.read_row(entry.value, entry.at, row_path, reading));
                rows.back().id = entry.key;
            }
        };
        field.write = [access, table](Owner const& owner) {
            DocNode map = map_node();
            for (auto const& row : std::invoke(access, owner)) {
                map.entries.push_back({row.id, {}, table.write(row)});
            }
            return map;
        };
        return add(std::move(field));
    }

    Field<Owner>& add(Field<Owner> field) {
        fields_.push_back(std::move(field));
        return fields_.back();
    }
    /// What must hold between the keys of this map.
    void check(Check check) { checks_.push_back(std::move(check)); }
    /// A bare value in place of the map is the value of this key.
    void set_shorthand(std::string name) { shorthand_ = std::move(name); }

    [[nodiscard]] std::string const& shorthand() const { return shorthand_; }
    [[nodiscard]] std::vector<KeyInfo> infos() const {
        std::vector<KeyInfo> infos;
        infos.reserve(fields_.size());
        for (Field<Owner> const& field : fields_) {
            infos.push_back(field.info);
        }
        return infos;
    }

    void read(Owner& owner, DocNode const& node, std::string const& path, Reading& reading) const {
        DocNode const map = as_map(node, shorthand_, infos(), path, reading);
        for (Field<Owner> const& field : fields_) {
            if (Entry const* entry = map.find(field.info.name); entry != nullptr) {
                field.read(owner, entry->value, field.info, join_path(path, entry->key), reading);
            }
        }
        for (Check const& check : checks_) {
            check(owner, map, path, reading);
        }
    }

    [[nodiscard]] DocNode write(Owner const& owner) const {
        DocNode map = map_node();
        for (Field<Owner> const& field : fields_) {
            DocNode value = field.write(owner);
            if (value.kind != DocNode::Kind::null) {
                map.entries.push_back({field.info.name, {}, std::move(value)});
            }
        }
        return map;
    }

    /// A new Owner from a row of a list; rows with mistakes are noted in reading.broken.
    [[nodiscard]] Owner read_row(DocNode const& node, Location const& at, std::string const& path,
                                 Reading& reading) const {
        Owner owner{};
        std::size_t const before = reading.issues.size();
        read(owner, node, path, reading);
        if (reading.issues.size() > before) {
            reading.broken.push_back(at);
        }
        if constexpr (requires { owner.at = at; }) {
            owner.at = at;
        }
        return owner;
    }

private:
    Field<Owner>& add(Field<Owner> field, Owner const& defaults) {
        DocNode const value = field.write(defaults);
        if (value.kind != DocNode::Kind::null) {
            field.info.default_text = to_yaml(value);
            field.info.default_text.pop_back();  // the line end
        }
        return add(std::move(field));
    }

    template <class Part>
    static Field<Owner> nested(std::string name, KeyType type, Table<Part> const& table) {
        Field<Owner> field;
        field.info.name = std::move(name);
        field.info.type = type;
        field.info.children = table.infos();
        return field;
    }

    std::vector<Field<Owner>> fields_;
    std::vector<Check> checks_;
    std::string shorthand_;
};

}  // namespace gridrush
