// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/field_editor.h"

#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

using jobs::FieldType;

QString plain(const nlohmann::json& value)
{
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

QString joined(const nlohmann::json& list)
{
    QStringList parts;
    for (const nlohmann::json& one : list)
        parts.append(plain(one));
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString FieldEditor::caption(const std::string& name)
{
    QString text = QString::fromStdString(name).replace(u'_', u' ');
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    text.replace(QStringLiteral("Lvlm"), QStringLiteral("LVLM")).replace(QStringLiteral("Dm "), QStringLiteral("D_M "));
    text.replace(QStringLiteral("Icd "), QStringLiteral("ICD "));
    return text;
}

FieldEditor::FieldEditor(const jobs::Field& field, const QVector<RunChoice>& runs, QWidget* parent)
    : QWidget(parent), m_field(field), m_problem(theme::label({}, theme::Text::Small, nullptr, true))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    QWidget* control = makeControl(runs);
    control->setToolTip(QString::fromStdString(field.description));
    control->setAccessibleName(caption(field.name));
    control->setAccessibleDescription(QString::fromStdString(field.description));
    layout->addWidget(control);
    QPalette bad = m_problem->palette();
    m_problem->hide();
    layout->addWidget(m_problem);
    if (!field.defaultValue.is_null() && field.type != FieldType::RunList) // runs come with their own preselection
        setValue(field.defaultValue);
}

QWidget* FieldEditor::makeControl(const QVector<RunChoice>& runs)
{
    switch (m_field.type) {
    case FieldType::Boolean:
        m_check = new QCheckBox(QString::fromStdString(m_field.description));
        connect(m_check, &QCheckBox::toggled, this, &FieldEditor::changed);
        return m_check;
    case FieldType::Choice: {
        m_combo = new QComboBox;
        for (const std::string& choice : m_field.choices)
            m_combo->addItem(QString::fromStdString(choice));
        connect(m_combo, &QComboBox::currentIndexChanged, this, &FieldEditor::changed);
        return m_combo;
    }
    case FieldType::RunList: {
        QWidget* list = makeChecks({});
        setRuns(runs);
        return list;
    }
    case FieldType::TextList:
        if (!m_field.choices.empty()) {
            QVector<QPair<QString, QVariant>> entries;
            for (const std::string& choice : m_field.choices)
                entries.append({QString::fromStdString(choice), QString::fromStdString(choice)});
            return makeChecks(entries);
        }
        return makeLine(tr("Words, separated by commas"));
    case FieldType::IntegerList: return makeLine(tr("Numbers, separated by commas"));
    default: return makeLine(m_field.defaultValue.is_null() ? tr("Required") : QString());
    }
}

QWidget* FieldEditor::makeLine(const QString& placeholder)
{
    m_line = new QLineEdit;
    m_line->setPlaceholderText(placeholder);
    m_line->setMaxLength(static_cast<int>(std::min<std::size_t>(m_field.maxLength, 4096)));
    connect(m_line, &QLineEdit::textChanged, this, &FieldEditor::changed);
    return m_line;
}

QWidget* FieldEditor::makeChecks(const QVector<QPair<QString, QVariant>>& entries)
{
    m_list = new QListWidget;
    for (const auto& [text, entry] : entries)
        addCheck(text, entry, false);
    fitChecks();
    connect(m_list, &QListWidget::itemChanged, this, &FieldEditor::changed);
    return m_list;
}

void FieldEditor::addCheck(const QString& text, const QVariant& entry, bool on)
{
    auto* item = new QListWidgetItem(text, m_list);
    item->setData(Qt::UserRole, entry);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
}

void FieldEditor::fitChecks() { m_list->setFixedHeight(std::clamp(m_list->count(), 2, 6) * 28 + 8); }

/// What was typed as a JSON number, or as text that the check of the table will refuse with a reason.
nlohmann::json FieldEditor::numberFrom(const QString& text) const
{
    const QString trimmed = text.trimmed();
    bool good = false;
    const bool whole = m_field.type == FieldType::Integer || m_field.type == FieldType::IntegerList;
    if (whole) {
        const qlonglong number = trimmed.toLongLong(&good);
        return good ? nlohmann::json(static_cast<std::int64_t>(number)) : nlohmann::json(trimmed.toStdString());
    }
    const double number = trimmed.toDouble(&good);
    return good ? nlohmann::json(number) : nlohmann::json(trimmed.toStdString());
}

nlohmann::json FieldEditor::value() const
{
    if (m_check)
        return m_check->isChecked();
    if (m_combo)
        return m_combo->currentText().toStdString();
    if (m_list) {
        nlohmann::json list = nlohmann::json::array();
        for (int row = 0; row < m_list->count(); ++row) {
            if (m_list->item(row)->checkState() != Qt::Checked)
                continue;
            const QVariant entry = m_list->item(row)->data(Qt::UserRole);
            if (m_field.type == FieldType::RunList)
                list.push_back(static_cast<std::int64_t>(entry.toLongLong()));
            else
                list.push_back(entry.toString().toStdString());
        }
        return list;
    }
    switch (m_field.type) {
    case FieldType::Integer:
    case FieldType::Number: return numberFrom(m_line->text());
    case FieldType::IntegerList:
    case FieldType::TextList: {
        nlohmann::json list = nlohmann::json::array();
        for (const QString& part : m_line->text().split(u',', Qt::SkipEmptyParts))
            list.push_back(m_field.type == FieldType::IntegerList ? numberFrom(part)
                                                                   : nlohmann::json(part.trimmed().toStdString()));
        return list;
    }
    default: return m_line->text().toStdString();
    }
}

void FieldEditor::setValue(const nlohmann::json& value)
{
    if (m_check) {
        m_check->setChecked(value.is_boolean() && value.get<bool>());
    } else if (m_combo) {
        m_combo->setCurrentText(plain(value));
    } else if (m_list) {
        for (int row = 0; row < m_list->count(); ++row) {
            const QString entry = m_list->item(row)->data(Qt::UserRole).toString();
            const bool on = std::any_of(
                value.begin(), value.end(), [&entry](const nlohmann::json& one) { return plain(one) == entry; });
            m_list->item(row)->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        }
    } else {
        m_line->setText(value.is_array() ? joined(value) : plain(value));
    }
}

void FieldEditor::setRuns(const QVector<RunChoice>& runs)
{
    const QSignalBlocker oneSignal(m_list);
    m_list->clear();
    for (const RunChoice& run : runs)
        addCheck(run.text, static_cast<qlonglong>(run.id), run.preselected);
    fitChecks();
    Q_EMIT changed();
}

void FieldEditor::setProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    QPalette p = palette();
    p.setColor(QPalette::PlaceholderText, theme::toneColor(p, theme::Tone::Bad));
    m_problem->setPalette(p);
}

} // namespace fulcrum::dialogs
