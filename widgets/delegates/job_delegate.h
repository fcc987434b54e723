// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <QStyledItemDelegate>

namespace fulcrum::delegates {

/// Draws a run as a row: state, name, what it does, progress with units, estimate, and the buttons that fit its state.
class JobDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit JobDelegate(QObject* parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

    enum class Button { Pause, Resume, Stop };
    static QVector<Button> buttonsFor(store::RunState state);
    static void paintCurve(QPainter* painter, const QRectF& rect, const QVector<double>& values, const QColor& color);

Q_SIGNALS:
    void pauseClicked(qint64 run);
    void resumeClicked(qint64 run);
    void stopClicked(qint64 run);

private:
    QRect buttonRect(const QRect& row, int place) const;
    void paintProgress(QPainter* painter, const QRectF& rect, const QStyleOptionViewItem& option,
        const QModelIndex& index) const;
};

} // namespace fulcrum::delegates
