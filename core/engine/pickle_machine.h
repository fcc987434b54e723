// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fulcrum::engine {

/// What a pickle can hold here. Values live in the machine's arena and refer to one another by index, so that a hostile file
/// cannot make destruction or reading recurse.
struct PickleValue
{
    enum class Kind { None, Boolean, Integer, Real, Text, Sequence, Dictionary, Global, Storage, Tensor, Opaque };
    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< Boolean, Integer
    double real = 0;
    std::string text;                ///< Text; Global and Opaque: "module name"
    std::vector<std::size_t> values; ///< Sequence; Dictionary: keys and values in turn; Storage: its persistent id; Tensor: the arguments
};

/// Reads one pickle (protocols 2 to 4) without making any object. Throws EngineError.
class PickleMachine
{
public:
    PickleMachine(std::string_view bytes, std::string where);
    /// Index of the result.
    std::size_t run();
    const PickleValue& at(std::size_t index) const { return m_arena[index]; }

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
    PickleValue& container(std::size_t index, Kind kind);
    [[noreturn]] void refuse(const std::string& why) const;

    std::string_view m_bytes;
    std::string m_where;
    std::size_t m_position = 0;
    std::vector<PickleValue> m_arena;
    std::vector<std::size_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint64_t, std::size_t> m_memo;
};

} // namespace fulcrum::engine
