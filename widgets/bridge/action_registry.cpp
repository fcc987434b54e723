// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/action_registry.h"

#include "widgets/theme/icons.h"

namespace fulcrum::bridge {

namespace {

constexpr const char* kTip = "fulcrumTip";

/// "Open a project (Ctrl+O)".
QString tipWithShortcut(const QAction* action)
{
    const QString tip = action->property(kTip).toString();
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, keys);
}

} // namespace

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent) { }

QAction* ActionRegistry::add(const ActionSpec& spec, const std::function<void()>& triggered)
{
    if (QAction* known = m_byId.value(spec.id))
        return known;
    auto* action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setShortcut(spec.shortcut);
    action->setProperty(kTip, spec.tip);
    action->setToolTip(tipWithShortcut(action));
    action->setStatusTip(spec.tip);
    action->setCheckable(spec.checkable);
    if (!spec.icon.isEmpty())
        action->setIcon(theme::icon(spec.icon));
    if (triggered)
        connect(action, &QAction::triggered, this, [triggered] { triggered(); });
    m_byId.insert(spec.id, action);
    m_order.append(action);
    return action;
}

QAction* ActionRegistry::action(const QString& id) const { return m_byId.value(id); }

QString ActionRegistry::idOf(const QAction* action) { return action->objectName(); }

void ActionRegistry::setUnavailable(const QString& id, const QString& reason)
{
    QAction* action = m_byId.value(id);
    if (!action)
        return;
    action->setEnabled(reason.isEmpty());
    action->setToolTip(reason.isEmpty() ? tipWithShortcut(action) : reason);
}

QStringList ActionRegistry::problems() const
{
    QStringList found;
    QHash<QKeySequence, QString> used;
    for (const QAction* action : m_order) {
        if (action->text().isEmpty())
            found.append(idOf(action) + QStringLiteral(": no text"));
        if (action->property(kTip).toString().isEmpty())
            found.append(idOf(action) + QStringLiteral(": no tip"));
        for (const QKeySequence& keys : action->shortcuts()) {
            if (used.contains(keys))
                found.append(QStringLiteral("%1: %2 is taken by %3").arg(idOf(action), keys.toString(), used[keys]));
            used.insert(keys, idOf(action));
        }
    }
    return found;
}

} // namespace fulcrum::bridge
