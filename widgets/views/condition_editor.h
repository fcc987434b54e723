// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

#include <QFrame>
#include <QStringList>
#include <functional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace fulcrum::views {

/// What a person may choose from in a condition.
struct ConditionChoices
{
    QStringList values; ///< of this field, most common first
    QStringList runs;   ///< names of evaluations
    QStringList strategies;
};

/// Edits one condition in a popup: operators and values that fit its field. Says what is wrong before it can be applied.
class ConditionEditor : public QFrame
{
    Q_OBJECT

public:
    /// Deletes itself when it is closed.
    ConditionEditor(const data::Condition& condition, const ConditionChoices& choices, QWidget* parent);
    void popup(const QWidget* below);
    /// As the fields say it now.
    data::Condition condition() const;
    /// Why it cannot be applied; empty when it can.
    QString problem() const;

Q_SIGNALS:
    void applied(const fulcrum::data::Condition& condition);

private:
    void addFields(QFormLayout* form, const ConditionChoices& choices);
    void addText(QFormLayout* form, const QStringList& values);
    void addNumber(QFormLayout* form);
    void addStrategy(QFormLayout* form, const ConditionChoices& choices);
    void check();
    void apply();
    void keyPressEvent(QKeyEvent* event) override;

    data::Condition m_before;
    data::FieldKind m_kind;
    QComboBox* m_how = nullptr;   ///< text: is, matches; number: operator
    QComboBox* m_value = nullptr; ///< text, run
    QLineEdit* m_line = nullptr;  ///< words, pattern, ids, similar
    QCheckBox* m_case = nullptr;
    QCheckBox* m_not;
    QComboBox *m_strategy = nullptr, *m_shots = nullptr;
    QDoubleSpinBox *m_low = nullptr, *m_high = nullptr;
    QLabel *m_and = nullptr, *m_problem;
    QPushButton* m_apply;
};

} // namespace fulcrum::views
