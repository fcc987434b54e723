// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fulcrum::weights {

/// What a pickle can hold here. Values live in the machine's arena and refer to one another by index, so that a hostile file
/// cannot make destruction or reading recurse.
struct PickleValue
{
    enum class Kind { None, Boolean, Integer, Real, Text, Sequence, Dictionary, Global, Storage, Tensor, Opaque };
    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< Boolean, Integer
    double real = 0;
    std::string text;                ///< Text; Global: "module name"
    std::vector<std::size_t> values; ///< Sequence; Dictionary: keys and values in turn; Storage: its persistent id; Tensor: the
                                     ///< arguments; Opaque: its class, where that is known
};

/// Reads one pickle (protocols 2 to 4) without making any object: what is not a number, a text, a container or a tensor becomes
/// Opaque. Throws ErrorException.
class PickleMachine
{
public:
    PickleMachine(std::string_view bytes, std::string where);
    /// Index of the result.
    std::size_t run();
    const PickleValue& at(std::size_t index) const { return m_arena[index]; }
    /// "module.name" of the classes and functions that the pickle asks to be made or called and that never are.
    const std::set<std::string>& refused() const { return m_refused; }
    /// The class of an Opaque value for people, "an object" where it is not known.
    std::string className(const PickleValue& value) const;

private:
    using Kind = PickleValue::Kind;
    std::uint64_t number(std::size_t bytes);
    std::string_view take(std::uint64_t bytes);
    std::string line();
    std::size_t make(PickleValue value);
    void push(PickleValue value) { m_stack.push_back(make(std::move(value))); }
    std::size_t pop();
    std::vector<std::size_t> popToMark();
    bool readNumber(unsigned char code);
    bool readText(unsigned char code);
    bool readContainer(unsigned char code);
    bool readMemo(unsigned char code);
    bool readObject(unsigned char code);
    void reduce();
    void pushOpaque(std::size_t callable);
    PickleValue& container(std::size_t index, Kind kind);
    [[noreturn]] void refuse(const std::string& why) const;

    std::string_view m_bytes;
    std::string m_where;
    std::size_t m_position = 0;
    std::vector<PickleValue> m_arena;
    std::vector<std::size_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint64_t, std::size_t> m_memo;
    std::set<std::string> m_refused;
};

} // namespace fulcrum::weights
